"""An obstacle is brought to the clinic."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import kept, read_figure, record
from klinik.clinic.cases.models import Case, CaseEvent, CaseYear
from klinik.clinic.cases.rules import RequestReused, refuse_future, refuse_same_figure
from klinik.directory.models import Aspect, Indicator, Pesantren
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
    """Bring an obstacle to the clinic, with today's figure in the indicator's unit as baseline."""
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    year = _lock_year(today.year)
    content = {"title": title, "description": description, "aspect": aspect, "target": target}
    earlier = Case.objects.filter(pesantren=pesantren, request_id=request_id)
    if earlier.exists():
        return _same(earlier.filter(**content).first())
    refuse_future(since, today=today)
    refuse_same_figure(baseline, target)
    number = _next_number(year)
    source = f"{pesantren.name}, kasus {number}"
    case = Case.objects.create(
        **content,
        number=number,
        pesantren=pesantren,
        audience=audience,
        since=since,
        tried=tried,
        indicator=indicator,
        baseline=read_figure(
            pesantren, indicator, baseline, on=today, source=source, file=file, by=by
        ),
        opened_at=moment,
        changed_at=moment,
        opened_by=by,
        request_id=request_id,
        is_simulated=pesantren.is_simulated,
    )
    record(case, Kind.OPENED, by=by, at=moment, **kept(file))
    return case


def _same(case: Case | None) -> Case:
    if case is None:
        raise RequestReused
    return case


def _lock_year(year: int) -> CaseYear:
    """Whoever opens a case in this year waits here for the one before."""
    CaseYear.objects.get_or_create(year=year, defaults={"last": 0})
    return CaseYear.objects.select_for_update().get(year=year)


def _next_number(year: CaseYear) -> str:
    year.last += 1
    year.save(update_fields=["last"])
    return f"K-{year.year}-{year.last:04d}"
