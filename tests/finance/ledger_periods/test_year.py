"""A year is closed out: what it earned and spent becomes SHU not shared out, unit by unit."""

from datetime import date

import pytest

from klinik.finance.ledger.models import Account, Entry, Unit
from klinik.finance.ledger.periods.commands import close_out, undo_close_out
from klinik.finance.ledger.periods.queries import closed_out, plan_closing, results_left
from klinik.finance.ledger.periods.refusals import EarlierYearOpen, LaterYearClosed, YearNotOver
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.queries import trial_balance, units_of
from klinik.finance.ledger.refusals import YearStands
from klinik.finance.statements import rules
from klinik.finance.statements.queries import Scope, balances
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, put, undo
from tests.finance.ledger_periods.conftest import YEAR

pytestmark = pytest.mark.usefixtures("next_year")
CLOSED = (date(2026, 1, 1), date(2026, 12, 31))
# The oracle's results: income 61,450,000 and 486,200,000, expense 39,650,000 and 448,650,000.
USPPS, TOKO = 21_800_000, 37_550_000


def sheet(koppontren: Koppontren, unit: Unit | None) -> tuple[int, ...]:
    scope = Scope(koppontren=koppontren, units=units_of(koppontren), unit=unit, on=YEAR.last)
    found = rules.balance_sheet(balances(scope), consolidated=unit is None)
    sums = (found.assets.total, found.liabilities.total, found.syirkah.total)
    return (*sums, found.equity_with_result, found.difference)


def sell(koppontren: Koppontren, amount: int, on: date, by: User) -> Entry:
    legs = [dr(account(koppontren, "1211"), amount), cr(account(koppontren, "4110"), amount)]
    return put(koppontren, legs, by=by, on=on)


def held(koppontren: Koppontren, code: str) -> int:
    return account(koppontren, code).balance


def test_what_each_unit_earned_lies_in_its_shu_not_shared_out(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    entries = close_out(koppontren, year=YEAR, by=bookkeeper)

    assert [(entry.kind, entry.on) for entry in entries] == [("year.closing", YEAR.last)] * 2
    shu = Account.objects.of(koppontren).filter(code__startswith="321")
    assert [(a.code, a.name, a.unit.code, a.kind, a.balance) for a in shu] == [
        ("3210", "SHU Belum Dibagi Toko", "Toko", "equity", TOKO),
        ("3211", "SHU Belum Dibagi USPPS", "USPPS", "equity", USPPS),
    ]
    assert journal(koppontren)[-1] == (
        "year.closing: Dr Pendapatan Margin Murabahah 57.600.000,"
        " Dr Pendapatan Administrasi 3.850.000, Cr Bagi Hasil Simpanan Mudharabah 9.440.000,"
        " Cr Beban Gaji USPPS 24.000.000, Cr Beban Operasional USPPS 6.210.000,"
        " Cr SHU Belum Dibagi USPPS 61.450.000, Dr SHU Belum Dibagi USPPS 39.650.000"
    )
    assert results_left(koppontren) == {}


def test_the_preview_says_what_closing_will_write(koppontren: Koppontren) -> None:
    plan = plan_closing(koppontren, YEAR)

    assert [(c.unit.code, c.income, c.expense, c.result) for c in plan] == [
        ("Toko", 486_200_000, 448_650_000, TOKO),
        ("USPPS", 61_450_000, 39_650_000, USPPS),
    ]


def test_the_balance_sheet_stays_as_it_was(koppontren: Koppontren, bookkeeper: User) -> None:
    scopes = [None, *units_of(koppontren)]
    before = [sheet(koppontren, unit) for unit in scopes]
    close_out(koppontren, year=YEAR, by=bookkeeper)

    assert [sheet(koppontren, unit) for unit in scopes] == before
    assert before[0] == (544_900_000, 144_300_000, 118_000_000, 282_600_000, 0)


def test_what_closing_wrote_is_known_account_by_account(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    opened = {row.account.pk: (row.debits, row.credits) for row in trial_balance(koppontren)}
    close_out(koppontren, year=YEAR, by=bookkeeper)
    wrote = closed_out(koppontren, first=CLOSED[0], last=CLOSED[1])
    chart = Account.objects.of(koppontren)
    results = [a.pk for a in chart.filter(kind__in=["income", "expense"])]

    assert {pk: wrote[pk] for pk in results} == {
        pk: (opened[pk][1], opened[pk][0]) for pk in results
    }
    assert wrote[account(koppontren, "3210").pk] == (448_650_000, 486_200_000)
    assert len(wrote) == len(results) + 2


def test_no_other_days_and_no_other_entries_count_as_closing(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    shares = [dr(account(koppontren, "1111"), 5), cr(account(koppontren, "3140"), 5)]
    put(koppontren, shares, by=bookkeeper, on=YEAR.last)
    assert closed_out(koppontren, first=CLOSED[0], last=CLOSED[1]) == {}

    close_out(koppontren, year=YEAR, by=bookkeeper)
    assert closed_out(koppontren, first=date(2026, 1, 1), last=date(2026, 12, 30)) == {}
    assert closed_out(koppontren, first=date(2027, 1, 1), last=date(2027, 12, 31)) == {}


def test_closed_twice_moves_nothing(koppontren: Koppontren, bookkeeper: User) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)
    written = journal(koppontren)

    assert close_out(koppontren, year=YEAR, by=bookkeeper) == []
    assert journal(koppontren) == written


def test_what_was_recorded_later_in_the_year_is_moved_by_closing_again(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)
    sell(koppontren, 250_000, date(2026, 12, 20), bookkeeper)
    (more,) = close_out(koppontren, year=YEAR, by=bookkeeper)

    assert journal(koppontren)[-1] == (
        "year.closing: Dr Penjualan 250.000, Cr SHU Belum Dibagi Toko 250.000"
    )
    assert more.on == YEAR.last
    assert held(koppontren, "3210") == TOKO + 250_000


def test_a_year_that_earned_what_it_spent_leaves_its_trace(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)
    sell(koppontren, 100_000, date(2026, 12, 20), bookkeeper)
    pay = [dr(account(koppontren, "5210"), 100_000), cr(account(koppontren, "1211"), 100_000)]
    put(koppontren, pay, by=bookkeeper, on=date(2026, 12, 21))
    close_out(koppontren, year=YEAR, by=bookkeeper)
    wrote = closed_out(koppontren, first=CLOSED[0], last=CLOSED[1])

    assert held(koppontren, "3210") == TOKO
    assert wrote[account(koppontren, "4110").pk] == (486_300_000, 0)


def test_the_year_goes_on_until_it_is_over(koppontren: Koppontren, bookkeeper: User) -> None:
    with pytest.raises(YearNotOver, match="2027"):
        close_out(koppontren, year=FiscalYear(2027), by=bookkeeper)


def test_years_are_closed_in_order_and_opened_backwards(
    koppontren: Koppontren, bookkeeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "klinik.finance.ledger.periods.commands.today_in", lambda _: date(2028, 2, 1)
    )
    later = FiscalYear(2027)
    sell(koppontren, 40_000, date(2027, 5, 5), bookkeeper)
    with pytest.raises(EarlierYearOpen, match="2026"):
        close_out(koppontren, year=later, by=bookkeeper)
    close_out(koppontren, year=YEAR, by=bookkeeper)
    close_out(koppontren, year=later, by=bookkeeper)
    with pytest.raises(LaterYearClosed, match="2027"):
        undo_close_out(koppontren, year=YEAR, reason="Salah catat", by=bookkeeper)

    assert len(undo_close_out(koppontren, year=later, reason="Salah catat", by=bookkeeper)) == 1
    assert len(undo_close_out(koppontren, year=YEAR, reason="Salah catat", by=bookkeeper)) == 2
    assert held(koppontren, "3210") == 0


def test_undone_on_its_own_day_the_year_can_be_closed_once_more(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)
    undone = undo_close_out(koppontren, year=YEAR, reason="Salah catat", by=bookkeeper)

    assert [(entry.kind, entry.on) for entry in undone] == [
        ("year.closing.reversal", YEAR.last)
    ] * 2
    assert undo_close_out(koppontren, year=YEAR, reason="Salah catat", by=bookkeeper) == []
    assert {
        debits - credits
        for debits, credits in closed_out(koppontren, first=CLOSED[0], last=CLOSED[1]).values()
    } == {0}
    assert len(close_out(koppontren, year=YEAR, by=bookkeeper)) == 2
    assert held(koppontren, "3210") == TOKO


def test_an_entry_of_today_does_not_undo_a_closed_year(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    entry, _ = close_out(koppontren, year=YEAR, by=bookkeeper)

    with pytest.raises(YearStands):
        undo(entry, reason="Salah", by=bookkeeper)


def test_a_year_is_the_koppontrens_own(koppontren: Koppontren, bookkeeper: User) -> None:
    koppontren.fiscal_month = 4
    koppontren.save(update_fields=["fiscal_month"])
    sell(koppontren, 70_000, date(2026, 4, 1), bookkeeper)
    left = results_left(koppontren)

    year = FiscalYear(2025, 4)
    assert (str(year), year.first, year.last) == ("2025/2026", date(2025, 4, 1), date(2026, 3, 31))
    assert list(left) == [year, FiscalYear(2026, 4)]
    assert len(close_out(koppontren, year=year, by=bookkeeper)) == 2
    assert results_left(koppontren) == {
        FiscalYear(2026, 4): {account(koppontren, "4110").pk: -70_000}
    }
