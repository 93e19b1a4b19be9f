"""General ledger and journal: every line, by account and by day, of any days and of each unit."""

import gc
import tracemalloc
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.models import Entry, Line
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.ledger.posting import reverse as undo
from klinik.finance.ledger.queries import general_ledger, units_of
from klinik.finance.ledger.takeaway import queries as takeaway
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports import make
from klinik.finance.statements.reports.seal import head_of
from klinik.finance.statements.written import reports as written
from klinik.finance.statements.written import views as written_views
from klinik.finance.statements.written.reports import in_package, on_paper
from klinik.finance.statements.written.rows import ROWS
from klinik.finance.statements.written.rules import TooManyLines, place_of, read_place
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, put
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
KEYS = ("general_ledger", "journal")
YEAR_END = date(2026, 12, 31)


def scope(koppontren: Koppontren, unit: str | None = None, *, since: date | None = None) -> Scope:
    units = units_of(koppontren)
    chosen = next((one for one in units if one.code == unit), None)
    return Scope(koppontren=koppontren, units=units, unit=chosen, on=YEAR_END, since=since)


def address(key: str) -> str:
    return reverse(f"statements:{key}", args=["al-hikmah"])


def rows(koppontren: Koppontren, key: str, unit: str | None = None, **days: date) -> list[Any]:
    return [list(row) for row in ROWS[key](scope(koppontren, unit, **days))]


def test_an_account_of_the_general_ledger_line_by_line(year: Koppontren) -> None:
    told = rows(year, "general_ledger", since=date(2026, 9, 1))

    assert [row for row in told if row and row[0] == "2310"] == [
        ["2310", "Dana Kebajikan", "USPPS", None, "", "At first", "", "", None, None, 1_225_000],
        ["2310", "Dana Kebajikan", "USPPS", date(2026, 9, 1), "9", "test", "", "", None, 600,
         1_225_600],
        ["2310", "Dana Kebajikan", "USPPS", date(2026, 10, 1), "10", "test", "", "", 250, None,
         1_225_350],
        ["2310", "Dana Kebajikan", "USPPS", None, "", "At last", "", "", 250, 600, 1_225_350],
    ]  # fmt: skip


@pytest.mark.parametrize("unit", [None, "USPPS", "Toko"])
def test_the_general_ledger_ends_where_the_trial_balance_stands(
    year: Koppontren, unit: str | None
) -> None:
    told = rows(year, "general_ledger", unit)
    ends = {row[0]: row[10] for row in told if len(row) == 11 and row[5] == "At last" and row[10]}
    trial: Any = make("trial_balance", scope(year, unit)).figures
    summary = make("general_ledger", scope(year, unit))
    standing = {
        row.balance.code: (row.debit - row.credit)
        * (1 if row.balance.normal_side == "debit" else -1)
        for row in (*trial.rows, *trial.eliminated)
    }
    ends_in_sums = {row.code: row.amounts[3] for row in summary.report.parts[0].rows if row.code}

    assert ends == standing
    assert {code: amount for code, amount in ends_in_sums.items() if amount} == ends
    assert summary.difference == 0
    total = next(row for row in told if row[1:2] == ["Total"])
    assert total[8] == total[9] == summary.report.parts[0].rows[-1].amounts[1]


@pytest.mark.parametrize("unit", [None, "USPPS", "Toko"])
def test_the_journal_holds_each_line_once_by_day_and_balances(
    year: Koppontren, bookkeeper: User, unit: str | None
) -> None:
    late = put(
        year,
        [dr(account(year, "1211"), 70), cr(account(year, "4110"), 70)],
        by=bookkeeper,
        on=date(2026, 3, 3),
    )
    told = rows(year, "journal", unit)
    lines = [row for row in told[1:] if len(row) == 13]
    expected = Line.objects.of(year)
    if unit:
        expected = expected.filter(account__unit__code=unit)
    in_order = expected.order_by("on", "entry_number", "n")

    assert [(row[0], row[1], row[4], row[7] or 0, row[8] or 0) for row in lines] == list(
        in_order.values_list("entry_number", "on", "account__code", "debit", "credit")
    )
    total = next(row for row in told if row[5:6] == ["Total"])
    assert total[7] == total[8] == sum(row[7] or 0 for row in lines)
    assert late.number == Entry.objects.of(year).count()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("unit", ["", "Toko"])
def test_each_is_a_page_and_three_files(
    page: Client, year: Koppontren, key: str, unit: str
) -> None:
    query = {"to": "2026-12-31", "unit": unit}
    shown = page.get(address(key), query)
    csv, xlsx, pdf = (page.get(address(key), query | {"format": f}) for f in ("csv", "xlsx", "pdf"))
    as_csv, as_xlsx = (
        read_table(ContentFile(file.getvalue()), needs=["Account"]) for file in (csv, xlsx)
    )

    assert shown.status_code == 200
    assert as_csv == as_xlsx
    assert pdf.getvalue().startswith(b"%PDF-")
    assert "buku-besar" in pdf["Content-Disposition"] or "jurnal-umum" in pdf["Content-Disposition"]
    assert "seal" in shown.text
    assert "seal" in str(as_csv[-2])
    assert head_of(year) in str(as_csv[-1])
    assert head_of(year).encode() in pdf.getvalue()


def test_every_number_of_the_general_ledger_leads_to_its_lines(
    page: Client, year: Koppontren
) -> None:
    text = page.get(address("general_ledger"), {"from": "2026-09-01", "to": "2026-12-31"}).text
    lines = reverse("ledger:account", args=["al-hikmah", "2310"])

    assert f'href="{lines}?to=2026-08-31">1.225.000</a>' in text
    assert f'href="{lines}?from=2026-09-01&amp;to=2026-12-31">600</a>' in text
    assert f'href="{lines}?to=2026-12-31">1.225.350</a>' in text


def test_the_journal_comes_in_pages_and_each_entry_once(
    page: Client, year: Koppontren, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_views, "PER_PAGE", 4)
    url, seen = address("journal") + "?to=2026-12-31", []
    while url:
        shown = page.get(url)
        part = shown.context["report"].parts[0]
        seen += [row.leads[1] for row in part.rows if row.leads]
        place = shown.context["next_after"]
        url = place and f"{address('journal')}?to=2026-12-31&after={place}"

    by_day = Entry.objects.of(year).order_by("on", "number")
    assert seen == [str(number) for number in by_day.values_list("number", flat=True)]
    assert "From the beginning" in shown.text


@pytest.mark.parametrize(
    "place", ["x", "2026-01-01", "2026-01-01.x", "2026-13-01.1", "1.1.1", "\0"]
)
def test_a_place_that_is_none_is_not_found(page: Client, year: Koppontren, place: str) -> None:
    assert page.get(address("journal"), {"after": place}).status_code == 404


def test_a_place_is_read_as_it_was_written() -> None:
    assert read_place(place_of(date(2026, 11, 29), 123)) == (date(2026, 11, 29), 123)


def test_the_journal_says_what_was_undone(page: Client, year: Koppontren, bookkeeper: User) -> None:
    undone = Entry.objects.of(year).get(number=9)
    by = undo(undone, request_id=uuid4(), by=bookkeeper)
    text = page.get(address("journal"), {"from": "2026-09-01", "to": "2027-12-31"}).text

    assert f"undone by {by.number}" in text
    assert f'href="{reverse("ledger:entry", args=["al-hikmah", 9])}"' in text


@pytest.mark.parametrize("key", KEYS)
def test_too_long_for_paper_is_a_sentence_and_the_package_says_where_it_is(
    page: Client, year: Koppontren, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    whole = in_package(key, scope(year))
    monkeypatch.setattr(written, "MOST_ON_PAPER", 10)
    refused = page.get(address(key), {"to": "2026-12-31", "format": "pdf"})
    with pytest.raises(TooManyLines):
        on_paper(key, scope(year))
    short = in_package(key, scope(year))

    assert refused.status_code == 422
    assert "Choose a shorter period or one unit" in refused.text
    assert whole.text == ""
    assert "too many for paper" in short.text
    assert not short.is_empty


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "query", [{"from": "2026-05-02", "to": "2026-05-01"}, {"from": "kemarin"}, {"unit": "x"}]
)
def test_days_that_are_none_get_a_sentence(
    page: Client, year: Koppontren, key: str, query: dict[str, str]
) -> None:
    response = page.get(address(key), query)

    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_has_an_answer(
    page: Client, year: Koppontren, key: str, day: str
) -> None:
    for kind in ("", "csv"):
        query = {"from": day, "to": day, "format": kind}
        assert page.get(address(key), query).status_code == 200


@pytest.mark.parametrize("key", KEYS)
def test_the_number_of_queries_is_fixed(page: Client, year: Koppontren, key: str) -> None:
    counts = []
    for day in ("2026-01-01", "2026-12-31"):
        with CaptureQueriesContext(connection) as asked:
            page.get(address(key), {"from": "2026-01-01", "to": day})
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 28


@pytest.mark.parametrize("key", KEYS)
def test_without_a_book_the_page_teaches_and_a_teller_is_kept_out(
    page: Client, client: Client, koppontren: Koppontren, key: str
) -> None:
    assert reverse("ledger:opening", args=["al-hikmah"]) in page.get(address(key)).text
    client.force_login(make_member_of(koppontren, Role.TELLER))
    assert client.get(address(key)).status_code == 403


def peak_of(koppontren: Koppontren, key: str) -> int:
    """The most memory, in bytes, that reading all rows takes."""
    gc.collect()
    tracemalloc.start()
    for _row in ROWS[key](scope(koppontren)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("key", KEYS)
def test_twice_as_many_lines_take_no_more_memory(
    year: Koppontren, bookkeeper: User, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for queries in (takeaway, general_ledger):
        monkeypatch.setattr(queries, "CHUNK", 100)
    legs = [dr(account(year, "1211"), 1), cr(account(year, "4110"), 1)]

    def post(entries: int) -> None:
        asked = [
            Posting(request_id=uuid4(), kind="money.in", legs=legs, on=date(2026, 2, 2))
            for _ in range(entries)
        ]
        post_many(year, asked, by=bookkeeper)

    post(500)
    once = peak_of(year, key)
    post(500)

    assert peak_of(year, key) < 1.2 * once
