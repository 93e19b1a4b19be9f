"""Days as banks write them, and the year of those that are written without one."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.rules import BadCell, in_ascii, refuse_unreadable
from klinik.finance.ledger.rules import EARLIEST

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari peb pebruari",
            "mar march maret mrt",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt agustus agst",
            "sep september sept",
            "oct october okt oktober",
            "nov november nop nopember",
            "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}
TIME = r"(?:[ T,]+[0-9]{1,2}[:.][0-9]{2}.*)?"
YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){TIME}")
MONTH = "[0-9]{1,2}|[A-Za-z]{3,9}"
DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[-/. ]({MONTH})[-/. ,]+([0-9]{{4}}|[0-9]{{2}}){TIME}")
MONTH_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.? ([0-9]{{1,2}}),? ([0-9]{{4}}){TIME}")
NO_YEAR = re.compile(rf"([0-9]{{1,2}})[-/. ]({MONTH}){TIME}")
RUN_ON = re.compile(r"((?:20)[0-9]{2})([0-9]{2})([0-9]{2})")
A_DAY = re.compile(
    rf"\b[0-9]{{1,2}}[-/. ](?:{MONTH})[-/. ][0-9]{{4}}\b|\b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b"
)
MONTH_AND_YEAR = re.compile(r"\b([A-Za-z]{3,9})[ -]+((?:20)[0-9]{2})\b")
SERIAL = re.compile(r"([34567][0-9]{4})(?:\.[0-9]+)?")  # a day of Excel that lost its format
FIRST_OF_EXCEL = date(1899, 12, 30)
PENDING = frozenset({"pend", "pending"})


class Period(NamedTuple):
    """The days that a file says it is about; days without a year are looked for in it."""

    first: date
    last: date


def day_of(cell: str, *, period: Period) -> date:
    """Read "29/11/2026", "29-Nov-26", "2026-11-29 10:15" or "29/11" with the year of `period`.

    Raises BadCell for what is no day, and for one outside 2000 to `period.last`.
    """
    refuse_unreadable(cell)
    text = " ".join(in_ascii(cell).strip().lstrip("'").split())[:60]
    if text.casefold() in PENDING:
        raise BadCell(_("The bank has not booked this yet. It comes with the next file."))
    day = _whole_day(text) or _without_year(text, period)
    if day is None:
        raise BadCell(_("“%(cell)s” is no day, such as 29/11/2026.") % {"cell": cell[:40]})
    if not EARLIEST <= day <= period.last:
        raise BadCell(
            _("%(day)s lies before the year 2000 or has not come yet.")
            % {"day": date_format(day, "j F Y")}
        )
    return day


def is_day(cell: str, *, period: Period) -> bool:
    """Whether a cell can be read as a day."""
    try:
        day_of(cell, period=period)
    except BadCell:
        return False
    return True


def period_in(texts: Iterable[str], *, today: date) -> Period:
    """The days that titles above a table name ("Periode 01/11/2026 - 30/11/2026"), up to today.

    Without any, the twelve months up to today: a bank gives no older rows without their year.
    """
    named: list[date] = []
    for text in texts:
        named += [day for found in A_DAY.findall(text) if (day := _whole_day(found))]
        for word, year in MONTH_AND_YEAR.findall(text):
            if month := MONTHS.get(word.casefold()):
                named += [date(int(year), month, 1), _last_of(int(year), month)]
    named = [day for day in named if day >= EARLIEST]
    if not named or min(named) > today:
        return Period(_valid(today.year - 1, today.month, today.day) or EARLIEST, today)
    return Period(min(named), today)


def _last_of(year: int, month: int) -> date:
    return max(day for number in (28, 29, 30, 31) if (day := _valid(year, month, number)))


def _whole_day(text: str) -> date | None:
    if found := YEAR_FIRST.fullmatch(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.fullmatch(text):
        year = int(found[3])
        return _valid(year + 2000 if year < 100 else year, _month(found[2]), int(found[1]))
    if found := MONTH_FIRST.fullmatch(text):
        return _valid(int(found[3]), _month(found[1]), int(found[2]))
    if found := RUN_ON.fullmatch(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := SERIAL.fullmatch(text):
        return FIRST_OF_EXCEL + timedelta(days=int(found[1]))
    return None


def _without_year(text: str, period: Period) -> date | None:
    found = NO_YEAR.fullmatch(text)
    if found is None:
        return None
    years = range(period.first.year, period.last.year + 1)
    days = [_valid(year, _month(found[2]), int(found[1])) for year in (*years, years.start - 1)]
    inside = [day for day in days if day and period.first <= day <= period.last]
    earlier = [day for day in days if day and day <= period.last]
    return next(iter(inside or sorted(earlier, reverse=True)), None)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.get(text.casefold(), 0)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
