"""Who is in charge of what, today and on the days to come."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from klinik.directory.models import Aspect
from klinik.tenancy.models import AspectDuty, Office


def office_of(aspect: Aspect, *, on: date | None = None) -> Office | None:
    """The office that takes this aspect, today or on another day."""
    rows = AspectDuty.objects.in_charge(on or timezone.localdate())
    row = rows.filter(aspect=aspect).select_related("office").first()
    return row.office if row else None


def aspects_of(offices: Collection[Office]) -> set[int]:
    """The aspects that these offices take today; no question where there is no office."""
    if not offices:
        return set()
    ours = {office.pk for office in offices}
    rows = AspectDuty.objects.in_charge(timezone.localdate())
    return {row.aspect_id for row in rows if row.office_id in ours}


def duties() -> QuerySet[AspectDuty]:
    """Every day on which an aspect was or will be handed over, the latest first."""
    return AspectDuty.objects.select_related("aspect", "office", "set_by")
