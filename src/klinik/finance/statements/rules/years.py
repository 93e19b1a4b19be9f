"""Fiscal years, and the days of the year before that stand beside a statement."""

from calendar import monthrange
from datetime import date


def fiscal_year_start(day: date, *, month: int = 1) -> date:
    """The first day of the fiscal year of `day`, which begins in `month` (1 to 12)."""
    year = day.year if day.month >= month else max(day.year - 1, date.min.year)
    return date(year, month, 1)


def year_before(day: date) -> date | None:
    """The same day a year earlier, an end of month staying one; None before the calendar."""
    if day.year == date.min.year:
        return None
    longest = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, longest if is_last else min(day.day, longest))


def start_before(day: date) -> date | None:
    """The same day a year earlier, where days begin with it; None before the calendar."""
    if day.year == date.min.year:
        return None
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))
