"""The statements as pages and files: the oracle's figures, of any day, every number a link."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.cash.commands import record_money_in
from klinik.finance.ledger.chart import UnitRow
from klinik.finance.ledger.commands import open_book, open_unit
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements import rules
from klinik.finance.statements.queries import Scope, balances
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import OPENED_ON, account, open_example
from tests.finance.statements.test_rules import TOKO, USPPS, WHOLE, figures
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db
KINDS = ("trial_balance", "balance_sheet")


@pytest.fixture
def koppontren() -> Koppontren:
    return make_koppontren()


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER)


@pytest.fixture
def page(client: Client, bookkeeper: User) -> Client:
    client.force_login(bookkeeper)
    client.cookies["django_language"] = "en"
    return client


def address(name: str = "trial_balance") -> str:
    return reverse(f"statements:{name}", args=["al-hikmah"])


def sheet_on(koppontren: Koppontren, on: date, unit: str | None = None) -> rules.BalanceSheet:
    units = units_of(koppontren)
    chosen = next((u for u in units if u.code == unit), None)
    scope = Scope(koppontren=koppontren, units=units, unit=chosen, on=on)
    return rules.balance_sheet(balances(scope), consolidated=unit is None)


@pytest.mark.parametrize(("unit", "expected"), [("USPPS", USPPS), ("Toko", TOKO), (None, WHOLE)])
def test_the_opened_book_gives_the_oracles_figures(
    koppontren: Koppontren, bookkeeper: User, unit: str | None, expected: Any
) -> None:
    open_example(koppontren, bookkeeper)
    sheet = sheet_on(koppontren, OPENED_ON, unit)

    assert figures(sheet) == expected
    assert sheet.difference == 0


def test_the_pages_show_the_oracles_sums(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)

    whole = page.get(address("balance_sheet"), {"on": "2026-01-01"}).context["made"].figures
    usspps = page.get(address("balance_sheet"), {"on": "2026-01-01", "unit": "USPPS"})
    trial = page.get(address(), {"on": "2026-01-01"}).context["made"].figures

    assert figures(whole) == WHOLE
    assert figures(usspps.context["made"].figures) == USPPS
    assert (trial.debit, trial.credit) == (1_080_600_000, 1_080_600_000)


def test_a_day_before_the_opening_shows_nothing(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    assert sheet_on(koppontren, date(2025, 12, 31)).assets.total == 0
    assert "Nothing is recorded up to this day" in page.get(address(), {"on": "2025-12-31"}).text


def test_a_back_dated_entry_changes_the_statement_of_its_day_and_of_no_earlier_one(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    record_money_in(
        account(koppontren, "1111"),
        source=account(koppontren, "4310"),
        amount=250_000,
        request_id=uuid4(),
        by=bookkeeper,
        on=date(2026, 3, 10),
    )

    assert figures(sheet_on(koppontren, date(2026, 3, 9))) == WHOLE
    after = sheet_on(koppontren, date(2026, 3, 10))
    assert after.assets.total == WHOLE[0] + 250_000
    assert after.result == WHOLE[6] + 250_000
    assert after.difference == 0


def test_a_book_of_eighteen_months_parts_last_years_result_from_this_years(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    for month in range(18):
        record_money_in(
            account(koppontren, "1111"),
            source=account(koppontren, "4310"),
            amount=1_000_000,
            request_id=uuid4(),
            by=bookkeeper,
            on=date(2026 + month // 12, 1 + month % 12, 15),
        )
    by_day = {
        on: (sheet.earlier_result, sheet.result, sheet.difference)
        for on in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30))
        for sheet in [sheet_on(koppontren, on)]
    }
    text = page.get(address("balance_sheet"), {"on": "2027-06-30"}).text

    assert by_day == {
        date(2026, 12, 31): (0, WHOLE[6] + 12_000_000, 0),
        date(2027, 1, 1): (WHOLE[6] + 12_000_000, 0, 0),
        date(2027, 6, 30): (WHOLE[6] + 12_000_000, 6_000_000, 0),
    }
    assert "Results of earlier years (SHU), not shared out" in text
    assert f'href="{address("balance_sheet")}?on=2026-12-31#claims-title">71.350.000</a>' in text
    assert "Since 1 January 2027: income Rp6.000.000 less expenses Rp0" in text


def test_money_between_units_leaves_both_units_and_the_whole_in_balance(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    record_money_in(
        account(koppontren, "1111"),
        source=account(koppontren, "4110"),
        amount=90_000_000,
        request_id=uuid4(),
        by=bookkeeper,
        on=date(2026, 2, 1),
    )
    usspps, toko, whole = (
        sheet_on(koppontren, date(2026, 2, 1), unit) for unit in ("USPPS", "Toko", None)
    )

    assert [s.difference for s in (usspps, toko, whole)] == [0, 0, 0]
    # The savings unit now owes the shop: it stands among its debts, not as an asset below zero.
    between = [x for x in usspps.liabilities.lines if x.balance.is_between]
    assert [x.amount for x in between] == [70_000_000]
    assert sum(row.debit - row.credit for row in whole.eliminated) == 0


@pytest.mark.parametrize("name", KINDS)
def test_every_number_of_an_account_links_to_its_entries_up_to_that_day(
    page: Client, koppontren: Koppontren, bookkeeper: User, name: str
) -> None:
    open_example(koppontren, bookkeeper)
    text = page.get(address(name), {"on": "2026-01-31", "unit": "USPPS"}).text
    links = re.findall(r'href="(/koppontren/al-hikmah/akun/[^"?]+/)\?to=2026-01-31"', text)

    assert reverse("ledger:account", args=["al-hikmah", "1111"]) in links
    assert len(links) == (19 if name == "trial_balance" else 14)
    for link in links:
        assert page.get(link, {"to": "2026-01-31"}).status_code == 200


@pytest.mark.parametrize("name", KINDS)
def test_the_page_says_that_it_is_in_balance(
    page: Client, koppontren: Koppontren, bookkeeper: User, name: str
) -> None:
    open_example(koppontren, bookkeeper)
    assert "in balance" in page.get(address(name)).text


@pytest.mark.parametrize("name", KINDS)
def test_without_a_book_the_page_teaches(page: Client, name: str) -> None:
    response = page.get(address(name))
    assert response.status_code == 200
    assert reverse("ledger:opening", args=["al-hikmah"]) in response.text


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        {"on": "2026-02-30"},
        {"on": "kemarin"},
        {"on": "1" * 10_000},
        {"unit": "Kantin"},
        {"unit": "ꦏꦱ꧀" * 1000},
        {"unit": "\0"},
        {"on": "\0"},
    ],
)
def test_bad_questions_get_a_sentence(
    page: Client, koppontren: Koppontren, bookkeeper: User, name: str, query: dict[str, str]
) -> None:
    open_example(koppontren, bookkeeper)
    response = page.get(address(name), query)

    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_any_day_of_the_calendar_has_an_answer(
    page: Client, koppontren: Koppontren, bookkeeper: User, name: str, on: str
) -> None:
    open_example(koppontren, bookkeeper)
    assert page.get(address(name), {"on": on}).status_code == 200


def taken_away(page: Client, name: str, query: dict[str, str]) -> list[dict[str, str]]:
    """The rows of a statement's file, read as a person's spreadsheet would be."""
    response = page.get(address(name), {"on": "2026-01-01"} | query)
    ending = query["format"]
    assert response["Content-Disposition"].endswith(f'-2026-01-01.{ending}"')
    return read_table(ContentFile(response.content), needs=COLUMNS[name])


COLUMNS = {
    "trial_balance": ["Code", "Account", "Unit", "Debit", "Credit"],
    "balance_sheet": ["Code", "Account", "Unit", "1 Jan 2026"],
}


@pytest.mark.parametrize(
    ("unit", "expected"), [("Toko", 616_100_000), ("", 1_080_600_000)], ids=["Toko", "whole"]
)
def test_the_trial_balance_as_csv_adds_up(
    page: Client, koppontren: Koppontren, bookkeeper: User, unit: str, expected: int
) -> None:
    open_example(koppontren, bookkeeper)
    rows = taken_away(page, "trial_balance", {"format": "csv", "unit": unit})
    total = next(row for row in rows if row["Account"] == "Total")
    above = [row for row in rows[: rows.index(total)] if row["Code"]]
    below = [row for row in rows[rows.index(total) :] if row["Code"]]

    for column in ("Debit", "Credit"):
        assert sum(int(row[column]) for row in above) == int(total[column]) == expected
    between = [(row["Code"], row["Debit"], row["Credit"]) for row in below]
    eliminated = [("1191", "20000000", "0"), ("2291", "0", "20000000")]
    assert between == ([] if unit else eliminated)


def test_the_balance_sheet_of_the_whole_as_csv_has_every_number_in_its_column(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    rows = taken_away(page, "balance_sheet", {"format": "csv"})
    by_name = {row["Account"]: row["1 Jan 2026"] for row in rows}
    between = [
        (row["Code"], row["Unit"], row["1 Jan 2026"]) for row in rows if "Antar" in row["Account"]
    ]

    assert by_name["Total assets"] == str(WHOLE[0])
    assert by_name["Result of this year (SHU)"] == str(WHOLE[6])
    assert by_name["Total liabilities, syirkah funds and equity"] == str(WHOLE[0])
    assert between == [("1191", "USPPS", "20000000"), ("2291", "Toko", "-20000000")]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("unit", ["", "USPPS"])
def test_the_statements_as_excel_say_what_the_csv_says(
    page: Client, koppontren: Koppontren, bookkeeper: User, name: str, unit: str
) -> None:
    open_example(koppontren, bookkeeper)
    as_csv = taken_away(page, name, {"format": "csv", "unit": unit})

    assert taken_away(page, name, {"format": "xlsx", "unit": unit}) == as_csv
    assert len(as_csv) > 15


@pytest.mark.parametrize("name", KINDS)
def test_who_may_not_read_the_books_is_kept_out(
    client: Client, koppontren: Koppontren, bookkeeper: User, name: str
) -> None:
    open_example(koppontren, bookkeeper)
    client.force_login(make_member_of(koppontren, Role.TELLER))
    assert client.get(address(name)).status_code == 403
    client.force_login(make_member_of(make_koppontren("an-nur"), Role.MANAGER))
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", KINDS)
def test_the_number_of_queries_does_not_grow_with_the_accounts(
    page: Client,
    koppontren: Koppontren,
    bookkeeper: User,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    open_example(koppontren, bookkeeper)
    with django_assert_max_num_queries(20) as first:
        page.get(address(name), {"on": "2025-12-31"})
    with django_assert_num_queries(len(first.captured_queries)):
        page.get(address(name), {"on": "2026-01-01"})


@pytest.mark.parametrize("name", KINDS)
def test_the_number_of_queries_does_not_grow_with_the_units(
    page: Client,
    koppontren: Koppontren,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    enter(koppontren)
    open_book(koppontren, units=[UnitRow(code="USPPS", name="Simpan Pinjam")])
    with CaptureQueriesContext(connection) as with_one:
        page.get(address(name))
    for code in ("Toko", "Kantin"):
        open_unit(koppontren, unit=UnitRow(code=code, name=code))
    with django_assert_num_queries(len(with_one)):
        page.get(address(name))


def test_a_sum_leads_to_what_it_adds_up_and_at_first_to_the_day_before(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    open_example(koppontren, bookkeeper)
    days = {"from": "2026-01-01", "to": "2026-03-31", "on": "2026-03-31"}

    def below(key: str, text: str, **asked: str) -> list[str]:
        parts = page.get(address(key), days | asked).context["made"].report.parts
        rows = [row for part in parts for row in part.rows if row.text == text]
        return [url for row in rows for url in row.urls if url]

    home = f"/koppontren/{koppontren.slug}"
    assert below("balance_sheet", "Total assets", unit="Toko")[0] == (
        f"{home}/neraca-saldo/?on=2026-03-31&unit=Toko"
    )
    assert below("trial_balance", "Total")[0] == f"{home}/buku-besar/?to=2026-03-31"
    assert below("results", "Result (SHU)")[0] == (
        f"{home}/buku-besar/?from=2026-01-01&to=2026-03-31"
    )
    assert below("general_ledger", "Total")[1] == (
        f"{home}/jurnal-umum/?from=2026-01-01&to=2026-03-31"
    )
    assert below("equity", "Total equity")[0] == f"{home}/neraca-saldo/?on=2025-12-31"
    for url in below("equity", "Total equity"):
        assert page.get(url).status_code == 200
