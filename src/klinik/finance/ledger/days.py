"""Days of a book: today where the koppontren is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date

from klinik.tenancy.models import Koppontren


def today_in(koppontren: Koppontren) -> date:
    """The calendar day where the koppontren is."""
    return timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))


def bounds_of(koppontren: Koppontren, day: date) -> tuple[datetime, datetime]:
    """From when to when a day lasts where the koppontren is."""
    zone = ZoneInfo(koppontren.time_zone)
    next_day = day + timedelta(days=1)
    return datetime.combine(day, time.min, zone), datetime.combine(next_day, time.min, zone)


def day_asked(said: str | date | None) -> date | None:
    """The day that an address asks for; None where it is none, or at the end of the calendar.

    The first and the last day of the calendar have no day before or after them.
    """
    try:
        day = parse_date(said) if isinstance(said, str) else said
    except ValueError:
        return None
    return day if day and date.min.year < day.year < date.max.year else None
