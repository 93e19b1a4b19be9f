"""Days of a book: today where the koppontren is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from klinik.tenancy.models import Koppontren


def today_in(koppontren: Koppontren) -> date:
    """The calendar day where the koppontren is."""
    return timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))


def bounds_of(koppontren: Koppontren, day: date) -> tuple[datetime, datetime]:
    """From when to when a day lasts where the koppontren is."""
    zone = ZoneInfo(koppontren.time_zone)
    next_day = day + timedelta(days=1)
    return datetime.combine(day, time.min, zone), datetime.combine(next_day, time.min, zone)
