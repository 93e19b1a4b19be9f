"""Days of a book: today where the koppontren is."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from klinik.tenancy.models import Koppontren


def today_in(koppontren: Koppontren) -> date:
    """The calendar day where the koppontren is."""
    return timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))
