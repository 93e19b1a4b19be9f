"""Days and duties of products: pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.finance.savings.product_rules import (
    BadRule,
    Rules,
    check_rules,
    check_since,
    duty,
    months_later,
)


@pytest.mark.parametrize(
    ("opened", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 10, 31), 6, date(2027, 4, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
    ],
)
def test_a_due_day_is_the_same_day_or_the_last_of_a_shorter_month(
    opened: date, months: int, due: date
) -> None:
    assert months_later(opened, months) == due


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 120))
def test_a_due_day_lies_in_the_month_so_many_later(opened: date, months: int) -> None:
    due = months_later(opened, months)

    assert due.year * 12 + due.month == opened.year * 12 + opened.month + months
    assert due.day == opened.day or months_later(due, 0).day == due.day < opened.day


@pytest.mark.parametrize(
    ("opened", "today", "due"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), 25_000),
        (date(2026, 1, 31), date(2026, 3, 1), 75_000),
        (date(2025, 6, 15), date(2026, 3, 1), 75_000),  # nothing was due before the first amount
        (date(2026, 3, 1), date(2026, 6, 30), 2 * 25_000 + 2 * 30_000),
        (date(2026, 7, 1), date(2026, 7, 1), 30_000),
        (date(2026, 5, 1), date(2026, 4, 30), 0),
    ],
)
def test_a_duty_counts_the_months_with_the_amount_of_each(
    opened: date, today: date, due: int
) -> None:
    steps = [(date(2026, 1, 1), 25_000), (date(2026, 5, 1), 30_000)]

    assert duty(steps, opened=opened, today=today) == due


def test_an_amount_from_a_later_month_is_not_due_yet() -> None:
    steps = [(date(2026, 1, 1), 25_000), (date(2027, 1, 1), 30_000)]

    assert duty(steps, opened=date(2026, 1, 1), today=date(2026, 2, 1)) == 50_000
    assert duty([], opened=date(2026, 1, 1), today=date(2026, 2, 1)) == 0


GOOD = Rules(name="Umrah", withdrawal="due", nisbah=4_000)


@pytest.mark.parametrize(
    ("kind", "akad", "months", "rules", "field"),
    [
        ("mandatory", "wadiah", None, Rules(name="W", withdrawal="leaving"), "akad"),
        ("voluntary", "", None, Rules(name="S", withdrawal="any_time"), "akad"),
        ("term", "wadiah", 3, Rules(name="B", withdrawal="due"), "akad"),
        ("term", "mudharabah", None, GOOD, "months"),
        ("term", "mudharabah", 121, GOOD, "months"),
        ("goal", "mudharabah", 3, GOOD, "months"),
        ("goal", "mudharabah", None, Rules(name="H", withdrawal="due"), "nisbah"),
        ("goal", "mudharabah", None, Rules(name="H", withdrawal="due", nisbah=10_001), "nisbah"),
        ("goal", "wadiah", None, GOOD, "nisbah"),
        ("voluntary", "wadiah", None, Rules(name="S", withdrawal="due"), "withdrawal"),
        (
            "voluntary",
            "wadiah",
            None,
            Rules(name="S", withdrawal="any_time", minimum=-1),
            "minimum",
        ),
        ("mandatory", "", None, Rules(name="W", withdrawal="leaving", minimum=1), "minimum"),
        (
            "voluntary",
            "wadiah",
            None,
            Rules(name="S", withdrawal="any_time", closing_fee=1),
            "fee_account",
        ),
        ("voluntary", "wadiah", None, Rules(name="S", withdrawal="any_time", amount=1), "amount"),
    ],
)
def test_a_rule_that_cannot_be_names_its_field(
    kind: str, akad: str, months: int | None, rules: Rules, field: str
) -> None:
    with pytest.raises(BadRule) as refused:
        check_rules(kind, akad=akad, months=months, rules=rules)

    assert refused.value.field == field


def test_terms_do_not_reach_back() -> None:
    check_since(date(2026, 3, 1), this_month=date(2026, 3, 1))
    with pytest.raises(BadRule):
        check_since(date(2026, 2, 1), this_month=date(2026, 3, 1))
