"""The arithmetic of the statements against the whole trial balance of the oracle."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import klinik.web.demo_data as demo_data
from klinik.finance.statements.rules import (
    Balance,
    BalanceSheet,
    balance_sheet,
    fiscal_year_start,
    start_before,
    trial_balance,
    unmatched_between,
    year_before,
)

EXAMPLE = Path(demo_data.__file__).with_name("neraca-saldo-contoh.csv")


def example(unit: str | None = None) -> list[Balance]:
    with EXAMPLE.open(encoding="utf-8") as file:
        return [
            Balance(
                code=row["kode"],
                name=row["nama"],
                kind=row["jenis"],
                normal_side=row["sisi_normal"],
                unit=row["unit"],
                debits=int(row["debet"]),
                credits=int(row["kredit"]),
                is_between=row["nama"].startswith("Rekening Antar Unit"),
            )
            for row in csv.DictReader(file)
            if unit in (None, row["unit"])
        ]


def figures(sheet: BalanceSheet) -> list[int]:
    sections = (sheet.assets, sheet.liabilities, sheet.syirkah, sheet.equity)
    return [*(s.total for s in sections), sheet.income.total, sheet.expense.total, sheet.result]


USPPS = [408_700_000, 122_400_000, 118_000_000, 146_500_000, 61_450_000, 39_650_000, 21_800_000]
TOKO = [156_200_000, 41_900_000, 0, 76_750_000, 486_200_000, 448_650_000, 37_550_000]
WHOLE = [544_900_000, 144_300_000, 118_000_000, 223_250_000, 547_650_000, 488_300_000, 59_350_000]


@pytest.mark.parametrize(("unit", "expected"), [("USPPS", USPPS), ("Toko", TOKO), (None, WHOLE)])
def test_the_example_gives_the_published_figures_and_balances(
    unit: str | None, expected: Any
) -> None:
    sheet = balance_sheet(example(unit), consolidated=unit is None)

    assert figures(sheet) == expected
    assert sheet.difference == 0


def test_consolidated_the_units_debts_to_each_other_are_set_aside_in_sight() -> None:
    sheet = balance_sheet(example(), consolidated=True)
    trial = trial_balance(example(), consolidated=True)

    expected = [("1191", 20_000_000, 0), ("2291", 0, 20_000_000)]
    assert [(r.balance.code, r.debit, r.credit) for r in sheet.eliminated] == expected
    assert trial.eliminated == sheet.eliminated
    assert (trial.debit, trial.credit, trial.difference) == (1_080_600_000, 1_080_600_000, 0)


def test_debts_between_units_that_do_not_cancel_out_stay_in_sight() -> None:
    rows = [row for row in example() if row.code != "2291"]
    trial = trial_balance(rows, consolidated=True)

    assert unmatched_between(rows) == 20_000_000
    assert trial.eliminated == ()
    assert trial.difference == 20_000_000


def test_contra_accounts_are_deductions() -> None:
    sheet = balance_sheet(example("USPPS"), consolidated=False)

    deductions = [(x.balance.code, x.amount) for x in sheet.assets.lines if x.is_deduction]
    assert deductions == [("1133", -31_500_000), ("1139", -4_650_000)]


@pytest.mark.parametrize(
    ("debits", "credits", "assets", "liabilities"), [(7, 2, 5, 0), (2, 7, 0, 5), (3, 3, 0, 0)]
)
def test_an_account_between_units_stands_where_its_balance_puts_it(
    debits: int, credits: int, assets: int, liabilities: int
) -> None:
    between = Balance("1191", "Toko", "asset", "debit", "USPPS", debits, credits, is_between=True)
    sheet = balance_sheet([between], consolidated=False)

    assert (sheet.assets.total, sheet.liabilities.total) == (assets, liabilities)
    assert [line.is_deduction for line in sheet.assets.lines] == [False] * bool(assets)


def test_a_book_out_of_balance_names_its_difference() -> None:
    cash = Balance("1111", "Kas", "asset", "debit", "USPPS", 100, 0)
    assert balance_sheet([cash], consolidated=True).difference == 100
    assert trial_balance([cash], consolidated=True).difference == 100


def test_a_book_with_nothing_in_it_balances() -> None:
    assert figures(balance_sheet([], consolidated=True)) == [0] * 7
    assert trial_balance([], consolidated=True).rows == ()


@pytest.mark.parametrize(
    ("day", "month", "expected"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1)),
        (date(2026, 12, 31), 1, date(2026, 1, 1)),
        (date(2026, 6, 30), 7, date(2025, 7, 1)),
        (date(2026, 7, 1), 7, date(2026, 7, 1)),
        (date(1, 3, 4), 7, date(1, 7, 1)),
    ],
)
def test_the_fiscal_year_begins_in_the_koppontrens_month(
    day: date, month: int, expected: date
) -> None:
    assert fiscal_year_start(day, month=month) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 29), date(2025, 11, 29)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2025, 2, 27), date(2024, 2, 27)),
        (date(1, 5, 1), None),
    ],
)
def test_a_year_before_the_end_of_a_month_stays_one(day: date, expected: date | None) -> None:
    assert year_before(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2026, 4, 1), date(2025, 4, 1)),
        (date(1, 5, 1), None),
    ],
)
def test_a_year_before_the_first_day_is_that_day(day: date, expected: date | None) -> None:
    assert start_before(day) == expected


def test_results_of_earlier_years_stand_apart_from_this_years() -> None:
    rows = [
        Balance("1111", "Kas", "asset", "debit", "USPPS", 700, 0),
        Balance("4310", "Jasa", "income", "credit", "USPPS", 0, 900, earlier=-600),
        Balance("5110", "Gaji", "expense", "debit", "USPPS", 200, 0, earlier=150),
    ]
    sheet = balance_sheet(rows, consolidated=True)
    trial = trial_balance(rows, consolidated=True)

    assert (sheet.earlier_result, sheet.income.total, sheet.expense.total) == (450, 300, 50)
    assert (sheet.result, sheet.equity_with_result, sheet.difference) == (250, 700, 0)
    assert (trial.debit, trial.credit) == (900, 900)


def test_income_of_last_year_taken_back_this_year_is_in_both_results() -> None:
    income = Balance("4310", "Jasa", "income", "credit", "USPPS", 100, 100, earlier=-100)
    sheet = balance_sheet([income], consolidated=True)

    assert (sheet.earlier_result, sheet.result, sheet.difference) == (100, -100, 0)
    assert trial_balance([income], consolidated=True).rows == ()
