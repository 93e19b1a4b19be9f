"""Results, equity, cash flow and funds of a year of business, as pages and as files."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import add_account, add_unit, mark_account
from klinik.finance.ledger.models import AccountKind, Mark
from klinik.finance.ledger.periods import commands as periods
from klinik.finance.ledger.periods.commands import close_out
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.proof.rules import read_head
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.ledger.queries.flows import flows
from klinik.finance.ledger.refusals import BadAccount
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports import Report, make
from klinik.finance.statements.reports.seal import head_of, seal_of
from klinik.finance.statements.rules import explained
from klinik.finance.statements.words import FILES
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, make_books, open_example, put
from tests.finance.statements.conftest import YEAR

pytestmark = pytest.mark.django_db
YEAR_END = date(2026, 12, 31)


def scope(koppontren: Koppontren, unit: str | None = None, on: date = YEAR_END) -> Scope:
    units = units_of(koppontren)
    chosen = next((one for one in units if one.code == unit), None)
    return Scope(koppontren=koppontren, units=units, unit=chosen, on=on)


def told(koppontren: Koppontren, key: str, unit: str | None = None) -> Report:
    return make(key, scope(koppontren, unit)).report


def amounts(report: Report, part: int = 0) -> dict[str, int | None]:
    """The first column of each row of a part, by its words."""
    return {row.text: row.amounts[0] for row in report.parts[part].rows if row.amounts}


def address(key: str) -> str:
    return reverse(f"statements:{key}", args=["al-hikmah"])


def test_the_results_of_the_oracle_by_group(koppontren: Koppontren, bookkeeper: User) -> None:
    open_example(koppontren, bookkeeper)
    rows = amounts(told(koppontren, "results"))

    assert rows["Pendapatan Margin Murabahah"] == 57_600_000
    assert rows["Income from business"] == 547_650_000
    assert rows["Result (SHU)"] == 59_350_000
    assert amounts(told(koppontren, "results", "USPPS"))["Result (SHU)"] == 21_800_000
    assert amounts(told(koppontren, "results", "Toko"))["Result (SHU)"] == 37_550_000


def test_cash_flow_of_a_year_both_ways(year: Koppontren) -> None:
    report = told(year, "cash_flow", "Toko")
    direct, indirect = amounts(report), amounts(report, 1)

    assert {name: amount for name, amount in direct.items() if "," in name} == {
        "Penjualan, received": 3_000,
        "Persediaan Barang Dagang, paid": -5_000,
        "Beban Gaji Toko, paid": -1_000,
        "Hibah, received": 10_000,
    }
    assert direct["Net cash: operating activities"] == -3_000
    assert indirect["Net cash: operating activities"] == -3_000
    assert indirect["Akumulasi Penyusutan"] == 400
    assert indirect["Peralatan Toko"] == -7_000
    assert direct["Change of cash"] == indirect["Change of cash"] == 7_000
    assert not report.warnings


@pytest.mark.parametrize("unit", [None, "USPPS", "Toko"])
def test_both_ways_agree_and_equity_agrees_with_the_sheet(
    year: Koppontren, unit: str | None
) -> None:
    for key in FILES:
        assert not told(year, key, unit).warnings
    equity = told(year, "equity", unit)
    sheet = make("balance_sheet", scope(year, unit))

    assert equity.proofs == ["Agrees with the balance sheet."]
    assert equity.parts[0].rows[-1].amounts[4] == sheet.figures.equity_with_result  # type: ignore[attr-defined]
    assert sheet.difference == 0


def test_the_fund_says_where_it_came_from_and_what_it_was_for(year: Koppontren) -> None:
    opening = -account_net(year, "2310", date(2026, 1, 1))
    rows = amounts(told(year, "benevolence"))

    assert rows["Fund at first"] == opening
    assert (rows["Total sources"], rows["Total uses"]) == (600, -250)
    # Which drawer it went through says nothing; the fund's own account does.
    (part,) = told(year, "benevolence").parts
    assert [row.code for row in part.rows if row.code] == ["2310", "2310"]
    assert rows["Fund at last"] == opening + 350


def account_net(koppontren: Koppontren, code: str, on: date) -> int:
    held: Any = make("trial_balance", scope(koppontren, on=on)).figures
    return sum(row.debit - row.credit for row in held.rows if row.balance.code == code)


def test_closing_the_year_changes_none_of_its_statements(
    year: Koppontren, bookkeeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "today_in", lambda _: date(2027, 3, 1))
    keys = [key for key in FILES if key != "trial_balance"]
    before = {(key, unit): told(year, key, unit) for key in keys for unit in (None, "Toko")}
    for unit, code in (("USPPS", "3210"), ("Toko", "3211")):
        row = AccountRow(
            code=code,
            name=f"SHU Belum Dibagi {unit}",
            kind=AccountKind.EQUITY,
            normal_side="credit",
            unit=unit,
            cash_flow="financing",
            may_overdraw=True,
        )
        add_account(year, account=row, by=bookkeeper)
    close_out(year, year=FiscalYear(2026), by=bookkeeper)

    after = {(key, unit): told(year, key, unit) for key in keys for unit in (None, "Toko")}
    assert after == before
    next_year = make("equity", scope(year, on=date(2027, 6, 30))).report
    opening = next_year.parts[0].rows[-1].amounts[0]
    assert opening == before["equity", None].parts[0].rows[-1].amounts[4]


def test_the_year_before_stands_beside(year: Koppontren, bookkeeper: User) -> None:
    put(
        year,
        [dr(account(year, "1211"), 70), cr(account(year, "4110"), 70)],
        by=bookkeeper,
        on=date(2027, 2, 2),
    )
    report = make("results", scope(year, on=date(2027, 12, 31))).report
    result = report.parts[0].rows[-1]

    assert [column.head for column in report.parts[0].columns] == ["31 Dec 2027", "31 Dec 2026"]
    assert list(result.amounts) == [70, 59_350_000 + 3_000 - 2_000 - 1_000 - 400 + 1_500]


def test_a_fiscal_year_that_begins_in_july(year: Koppontren) -> None:
    year.fiscal_month = 7
    report = make("results", scope(year, on=date(2027, 6, 30))).report

    assert report.days == "1 July 2026 to 30 June 2027"
    assert report.parts[0].rows[-1].amounts == (1_500, 59_350_000 + 3_000 - 2_000 - 1_000 - 400)


def test_the_ledger_explains_cash_as_the_rule_does(
    koppontren: Koppontren, bookkeeper: User, year: Koppontren
) -> None:
    chart = accounts_by_code(year)
    cash = [one.pk for one in chart.values() if one.is_cash]
    expected: dict[int, tuple[int, int]] = {}
    for _, legs in YEAR:
        moved = sum(amount for code, amount in legs if chart[code].is_cash)
        others = [(code, -amount) for code, amount in legs if not chart[code].is_cash]
        for (code, _amount), part in zip(
            others, explained(moved, [amount for _, amount in others]), strict=True
        ):
            came, went = expected.get(chart[code].pk, (0, 0))
            expected[chart[code].pk] = (came + max(part, 0), went + max(-part, 0))

    assert flows(year, cash, first=date(2026, 1, 2), last=YEAR_END) == {
        k: v for k, v in expected.items() if any(v)
    }


@pytest.mark.parametrize("key", FILES)
@pytest.mark.parametrize("unit", ["", "Toko"])
def test_each_statement_is_a_page_and_three_files(
    page: Client, year: Koppontren, key: str, unit: str
) -> None:
    query = {"on": "2026-12-31", "to": "2026-12-31", "unit": unit}
    shown = page.get(address(key), query)
    csv, xlsx, pdf = (page.get(address(key), query | {"format": f}) for f in ("csv", "xlsx", "pdf"))
    rows = [read_table(ContentFile(file.content), needs=["Account"]) for file in (csv, xlsx)]

    assert shown.status_code == 200
    assert rows[0] == rows[1]
    assert rows[0][-3]["Account"].endswith("31 December 2026")
    assert rows[0][-2]["Account"] == seal_of(year)
    assert rows[0][-1]["Account"] == head_of(year)
    assert seal_of(year) in shown.text
    assert pdf.content.startswith(b"%PDF-")
    assert head_of(year).encode() in pdf.content
    assert pdf["Content-Disposition"] == f'attachment; filename="{FILES[key]}-2026-12-31.pdf"'


def test_what_is_printed_at_the_foot_is_what_verify_compares_with(year: Koppontren) -> None:
    printed = read_head(head_of(year))
    other = printed._replace(link=printed.link[::-1])

    assert verify_books([printed]).differences == []
    assert len(verify_books([other]).differences) == 1


@pytest.mark.parametrize("key", ["results", "equity", "cash_flow", "zakat", "benevolence"])
@pytest.mark.parametrize(
    "query", [{"from": "2026-05-02", "to": "2026-05-01"}, {"from": "kemarin"}, {"unit": "x"}]
)
def test_days_that_are_none_get_a_sentence(
    page: Client, year: Koppontren, key: str, query: dict[str, str]
) -> None:
    response = page.get(address(key), query)

    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize("key", FILES)
@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "9999-12-31"])
def test_any_day_of_the_calendar_has_an_answer(
    page: Client, year: Koppontren, key: str, day: str
) -> None:
    query = {"on": day, "from": day, "to": day}
    assert page.get(address(key), query).status_code == 200


@pytest.mark.parametrize("key", FILES)
def test_the_number_of_queries_is_fixed(page: Client, year: Koppontren, key: str) -> None:
    counts = []
    for on in ("2026-01-01", "2026-12-31"):
        with CaptureQueriesContext(connection) as asked:
            page.get(address(key), {"on": on, "to": on})
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 28


def test_a_mark_fits_its_kind_in_postgresql_as_well(bookkeeper: User) -> None:
    koppontren = make_books("an-nur")
    marked = mark_account(account(koppontren, "4110"), mark=Mark.MEMBER, by=bookkeeper)

    assert marked.mark == "member"
    for code, mark in (("4110", Mark.ZAKAT), ("2210", Mark.COST), ("1111", Mark.OTHER)):
        with pytest.raises(BadAccount):
            mark_account(account(koppontren, code), mark=mark, by=bookkeeper)


def test_the_bookkeeper_marks_an_account(page: Client, year: Koppontren) -> None:
    change = reverse("ledger:account_change", args=["al-hikmah", "2210"])
    sent: list[dict[str, Any]] = [
        {"name": "Dana Zakat", "mark": "zakat"},
        {"name": "Dana Zakat", "mark": "cost"},
    ]
    answers = [page.post(change, data).status_code for data in sent]

    assert answers == [302, 422]
    assert account(year, "2210").mark == "zakat"
    assert "Fund at last" in page.get(address("zakat"), {"to": "2026-12-31"}).text


def test_the_bookkeeper_marks_all_accounts_on_one_page(page: Client, year: Koppontren) -> None:
    places = reverse("ledger:places", args=["al-hikmah"])
    sent = {"akun-4110": "public", "akun-5210": "cost", "akun-2310": "benevolence"}
    before = make("results", scope(year)).report.parts[0].rows[-1].amounts
    answer = page.post(places, sent, follow=True)
    rows = amounts(told(year, "results"))

    assert "2 accounts stand elsewhere now." in answer.text
    assert (account(year, "4110").mark, account(year, "5210").mark) == ("public", "cost")
    assert rows["Result (SHU)"] == before[0]
    assert account(year, "4210").mark == "member"  # not sent, not changed
    assert page.post(places, {"akun-4110": "zakat"}).status_code == 422
    assert account(year, "4110").mark == "public"


def test_every_place_says_what_it_changes(page: Client, year: Koppontren) -> None:
    places = page.get(reverse("ledger:places", args=["al-hikmah"])).text
    change = page.get(reverse("ledger:account_change", args=["al-hikmah", "2310"])).text

    assert "taken off the income from business" in places
    assert "statement of the benevolence fund" in change
    assert "business with members" not in change


def test_the_way_to_a_unit_keeps_its_code_whole(year: Koppontren, bookkeeper: User) -> None:
    unit = add_unit(year, unit=UnitRow(code="A & B", name="Dua"), business="shop", by=bookkeeper)
    report = make("balance_sheet", Scope(koppontren=year, units=[unit], unit=unit, on=YEAR_END))
    ways = [url for part in report.report.parts for row in part.rows for url in row.urls]

    assert [way for way in ways if "A & B" in way] == []
    assert [way.rpartition("unit=")[2] for way in ways if "to=" in way] == ["A+%26+B", "A+%26+B"]
