"""How long a case waited for whom, in working days: pure, from what was recorded of it.

PostgreSQL keeps whose move it is now by the same rules (sql/clocks.sql).
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
OFFICE, PESANTREN, WORK, NOBODY = "office", "pesantren", "work", ""
OF_ACTIVITIES = {"planned", "done", "moved", "dropped"}
STARTS_ANEW = {"opened", "taken", "reassigned", "measured", "closed"} | OF_ACTIVITIES


class Move(NamedTuple):
    """One event as far as the clocks depend on it."""

    kind: str
    side: str
    at: datetime
    awaits_answer: bool = False


class Span(NamedTuple):
    """From when until when a case waited for somebody; the last one is open."""

    waits_for: str
    since: datetime
    until: datetime | None = None


def spans(moves: Iterable[Move]) -> list[Span]:
    """Whose move it was, one span after another. The moves come in order."""
    found: list[Span] = []
    is_taken, open_activities = False, 0
    for move in moves:
        is_taken = move.kind in {"taken", "assigned"} or (is_taken and move.kind != "reassigned")
        open_activities += {"planned": 1, "done": -1, "dropped": -1}.get(move.kind, 0)
        now = found[-1].waits_for if found else OFFICE
        after = _after(move, now, is_taken=is_taken, is_at_work=open_activities > 0)
        if not found or after != now or move.kind in STARTS_ANEW:
            if found:
                found[-1] = found[-1]._replace(until=move.at)
            found.append(Span(after, move.at))
    return found


def _after(move: Move, now: str, *, is_taken: bool, is_at_work: bool) -> str:
    """Whose move it is after this one."""
    own = WORK if is_at_work else OFFICE
    if now == NOBODY or move.kind == "closed":
        return NOBODY
    if move.kind in {"opened", "taken", "reassigned", "measured"}:
        return OFFICE
    if move.kind in OF_ACTIVITIES:
        return own
    if move.kind in {"answered", "completed"} and is_taken:
        if move.side == OFFICE:
            return PESANTREN if move.awaits_answer else now
        return own if now == PESANTREN else now
    return now


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < 5 and day not in holidays


def working_days(since: date, until: date, holidays: frozenset[date]) -> int:
    """The working days after the day `since` up to the day `until`; 0 where that is no later."""
    if until <= since:
        return 0
    off = sum(since < day <= until and day.weekday() < 5 for day in holidays)
    return _weekdays(until) - _weekdays(since) - off


def _weekdays(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar, a Monday, up to this one."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def due_on(since: date, days: int, holidays: Collection[date]) -> date:
    """The last of so many working days after the day `since`; at least one."""
    day = since
    while days > 0:
        day += ONE_DAY
        days -= is_working_day(day, holidays)
    return day


def late_since(today: date, days: int, holidays: Collection[date]) -> date:
    """Whatever began on this day or earlier, and was due in so many working days, is late today."""
    day = today - ONE_DAY
    while due_on(day, days, holidays) >= today:
        day -= ONE_DAY
    return day


def waited(
    found: Iterable[Span],
    *,
    today: date,
    day_of: "dict[datetime, date]",
    holidays: frozenset[date],
) -> dict[str, int]:
    """The working days that these spans lasted until today, by whom they waited for."""
    total: dict[str, int] = {}
    for span in found:
        until = day_of[span.until] if span.until else today
        days = working_days(day_of[span.since], until, holidays)
        total[span.waits_for] = total.get(span.waits_for, 0) + days
    return total
