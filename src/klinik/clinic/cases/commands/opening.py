"""An obstacle is brought to the clinic."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import read_figure, record
from klinik.clinic.cases.models import Case, CaseEvent, CaseYear
from klinik.clinic.cases.rules import (
    RequestReused,
    fingerprint,
    refuse_future,
    refuse_same_figure,
)
from klinik.directory.evidence import clean_evidence, hash_of
from klinik.directory.models import Aspect, Indicator, Pesantren
from klinik.directory.rules import checked_value
from klinik.people.models import User

Kind = CaseEvent.Kind


@transaction.atomic
def open_case(
    *,
    pesantren: Pesantren,
    title: str,
    description: str,
    since: date,
    aspect: Aspect,
    indicator: Indicator,
    baseline: Decimal,
    target: Decimal,
    audience: str,
    request_id: UUID,
    by: User,
    tried: str = "",
    file: "File[bytes] | None" = None,
    at: datetime | None = None,
) -> Case:
    """Bring an obstacle to the clinic, with today's figure in the indicator's unit as baseline.

    A file is evidence of that figure and lies with it alone: parties and offices see it.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    shown = clean_evidence(file) if file else None
    content: dict[str, Any] = {"title": title, "description": description, "tried": tried}
    content |= {"since": since, "target": target, "audience": audience}
    named = {"aspect": aspect.code, "indicator": indicator.code}
    said = fingerprint(content | named | {"baseline": baseline, "file": hash_of(shown)})
    year = _lock_year(today.year)
    if earlier := _earlier(pesantren, request_id, said):
        return earlier
    refuse_future(since, today=today)
    refuse_same_figure(baseline, _wished(target, indicator))
    number = _next_number(year)
    source = f"{pesantren.name}, {number}"
    case = Case.objects.create(
        **content,
        number=number,
        pesantren=pesantren,
        aspect=aspect,
        indicator=indicator,
        baseline=read_figure(pesantren, indicator, baseline, today, source, file=shown, by=by),
        opened_at=moment,
        changed_at=moment,
        opened_by=by,
        request_id=request_id,
        is_simulated=pesantren.is_simulated,
    )
    record(case, Kind.OPENED, by=by, at=at, fingerprint=said)
    return case


def _earlier(pesantren: Pesantren, request_id: UUID, said: str) -> Case | None:
    earlier = Case.objects.filter(pesantren=pesantren, request_id=request_id).first()
    if earlier and earlier.events.get(kind=Kind.OPENED).fingerprint != said:
        raise RequestReused
    return earlier


def _lock_year(year: int) -> CaseYear:
    """Whoever opens a case in this year waits here for the one before."""
    CaseYear.objects.get_or_create(year=year, defaults={"last": 0})
    return CaseYear.objects.select_for_update().get(year=year)


def _next_number(year: CaseYear) -> str:
    year.last += 1
    year.save(update_fields=["last"])
    return f"K-{year.year}-{year.last:04d}"


def _wished(target: Decimal, indicator: Indicator) -> Decimal:
    """The figure to reach, as the indicator allows it."""
    return checked_value(target, unit=indicator.unit, may_be_negative=indicator.may_be_negative)
