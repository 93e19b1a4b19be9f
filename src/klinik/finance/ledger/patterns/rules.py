"""On which days a pattern comes again. Pure."""

from calendar import monthrange
from datetime import date, timedelta

MONTH, WEEK = "month", "week"


def first_on(every: str, day: int, *, since: date) -> date:
    """The first day from `since` on that is this day of the month (or its last), or of the week."""
    if every == WEEK:
        return since + timedelta(days=(day - since.isoweekday()) % 7)
    this = _in_month(since.year, since.month, day)
    return this if this >= since else next_on(MONTH, day, after=since)


def next_on(every: str, day: int, *, after: date) -> date:
    """The next such day after one of them."""
    if every == WEEK:
        return first_on(WEEK, day, since=after + timedelta(days=1))
    year, month = divmod(after.year * 12 + after.month, 12)
    return _in_month(year, month + 1, day)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
