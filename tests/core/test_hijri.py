"""The Hijri date: the tabular calendar, and where Indonesia began a month on another day."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.hijri import CORRECTIONS, HijriDate, corrections, hijri, month_begins
from klinik.core.templatetags.klinik import hijriah

days = st.dates(date(622, 7, 19), date(2300, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # The epoch of the civil tabular calendar: Friday 16 July 622 (Julian).
        (date(622, 7, 19), HijriDate(1, 1, 1)),
        # Sidang isbat of 22 March 2023: Thursday 23 March 2023.
        (date(2023, 3, 23), HijriDate(1444, 9, 1)),
        # Sidang isbat of 28 February 2025: Saturday 1 March 2025.
        (date(2025, 3, 1), HijriDate(1446, 9, 1)),
        # Two where the table differs from Indonesia, a day early and a day late:
        # 1 Ramadan 1445 was 12 March 2024, 1 Zulhijah 1446 was 28 May 2025.
        (date(2024, 3, 12), HijriDate(1445, 9, 2)),
        (date(2025, 5, 28), HijriDate(1446, 11, 30)),
    ],
)
def test_known_days_by_the_table_alone(day: date, expected: HijriDate) -> None:
    assert hijri(day, {}) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Keputusan Menteri Agama 313/2024: Tuesday 12 March 2024; Syakban was completed to 30.
        (date(2024, 3, 11), HijriDate(1445, 8, 30)),
        (date(2024, 3, 12), HijriDate(1445, 9, 1)),
        # Sidang isbat of 27 May 2025: 1 Zulhijah on 28 May, Idul Adha on Friday 6 June 2025.
        (date(2025, 5, 27), HijriDate(1446, 11, 29)),
        (date(2025, 5, 28), HijriDate(1446, 12, 1)),
        (date(2025, 6, 6), HijriDate(1446, 12, 10)),
        (date(2025, 3, 1), HijriDate(1446, 9, 1)),
    ],
)
def test_known_days_with_the_decided_months(day: date, expected: HijriDate) -> None:
    assert hijri(day, corrections()) == expected


@given(days)
def test_the_next_day_is_the_next_date_and_months_have_29_or_30_days(day: date) -> None:
    today, tomorrow = (hijri(d, corrections()) for d in (day, day + timedelta(days=1)))

    if tomorrow.day == 1:
        assert today.day in {29, 30}
        assert (tomorrow.year, tomorrow.month) == (
            today.year + today.month // 12,
            today.month % 12 + 1,
        )
    else:
        assert tomorrow == HijriDate(today.year, today.month, today.day + 1)


@given(days)
def test_a_date_leads_back_to_its_day(day: date) -> None:
    there = hijri(day, {})

    assert month_begins(there.year, there.month, {}) + timedelta(days=there.day - 1) == day


def test_thirty_years_have_10631_days() -> None:
    assert month_begins(31, 1, {}) - month_begins(1, 1, {}) == timedelta(days=10_631)


def test_a_correction_moves_the_beginning_of_its_month_only() -> None:
    late = {(1448, 9): month_begins(1448, 9, {}) + timedelta(days=1)}
    first, ends = month_begins(1448, 9, {}), month_begins(1448, 10, {})

    assert hijri(first, late) == HijriDate(1448, 8, 30)
    assert hijri(first + timedelta(days=1), late) == HijriDate(1448, 9, 1)
    assert hijri(ends, late) == HijriDate(1448, 10, 1)


def test_every_correction_names_its_source_and_leaves_whole_months() -> None:
    with CORRECTIONS.open(encoding="utf-8", newline="") as rows:
        sources = [row["source"].strip() for row in csv.DictReader(rows)]

    assert all(sources)
    assert len(sources) == len(corrections()), "a month stands there once"
    for year, month in corrections():
        before, begins, after = (
            month_begins(*divmod_month(year, month + step), corrections()) for step in (-1, 0, 1)
        )
        assert {(begins - before).days, (after - begins).days} <= {29, 30}


def divmod_month(year: int, month: int) -> tuple[int, int]:
    """Month 0 is the last of the year before, month 13 the first of the year after."""
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def test_nothing_is_before_the_calendar() -> None:
    with pytest.raises(ValueError, match="before the first"):
        hijri(date(622, 7, 18), {})


def test_pages_say_that_it_is_an_estimate() -> None:
    late_in_utc = datetime(2025, 2, 28, 20, tzinfo=UTC)  # 1 March, 3 in the morning
    with translation.override("id"):
        assert hijriah(date(2025, 3, 1)) == "1 Ramadan 1446 H (perkiraan)"
        assert hijriah(late_in_utc) == "1 Ramadan 1446 H (perkiraan)"
    with translation.override("en"):
        assert hijriah(date(2025, 3, 1)) == "1 Ramadan 1446 H (estimate)"
