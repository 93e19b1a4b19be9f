"""An obstacle is brought to the clinic."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import (
    enclose,
    fresh,
    locked,
    read_figure,
    record,
    refuse_closed,
    was_done,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent, CaseYear
from klinik.clinic.cases.rules import (
    MOST_FILES,
    HasFigure,
    NobodyAnswers,
    NobodyNamed,
    RequestReused,
    fingerprint,
    refuse_future,
    refuse_same_figure,
)
from klinik.core.writing import files_with_rows
from klinik.directory.evidence import Evidence, hashes_of, refuse_too_many
from klinik.directory.models import Aspect, Indicator, Pesantren
from klinik.directory.rules import checked_value
from klinik.people.models import User
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of

Kind = CaseEvent.Kind


@files_with_rows()
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
    enclosures: Sequence[Evidence] = (),
    readers: Collection[User] = (),
    at: datetime | None = None,
) -> Case:
    """Bring an obstacle to the clinic, with today's figure in the indicator's unit as baseline.

    The first file is evidence of that figure; all lie with the event for the parties alone, and
    where only the `readers` may see the case nowhere else. The figure's source does not name the
    case, for it goes further than the case does. Raises NobodyNamed, NobodyAnswers.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    content: dict[str, Any] = {"title": title, "description": description, "tried": tried}
    content |= {"since": since, "target": target, "audience": audience}
    hides = audience == Audience.NAMED
    said = _all_said(content, aspect, indicator, baseline, enclosures, readers if hides else ())
    year = _lock_year(today.year)
    if earlier := _earlier(pesantren, request_id, said):
        return earlier
    refuse_future(since, today=today)
    refuse_same_figure(baseline, _wished(target, indicator))
    content |= {"aspect": aspect, "indicator": indicator}
    shown_to = _named(readers, aspect, by) if hides else []
    shown = None if hides else next(iter(enclosures), None)
    figure = read_figure(pesantren, indicator, baseline, today, pesantren.name, file=shown, by=by)
    case = Case.objects.create(
        **content,
        **_opened(moment, by, request_id, pesantren),
        number=_next_number(year),
        baseline=figure,
        readers=shown_to,
    )
    event = record(case, Kind.OPENED, by=by, at=at, fingerprint=said)
    enclose(event, enclosures, evidence=figure.evidence.name or "")
    return case


@transaction.atomic
def open_light_case(
    *,
    pesantren: Pesantren,
    title: str,
    description: str,
    aspect: Aspect,
    request_id: UUID,
    by: User,
    audience: str = Audience.OFFICES,
    at: datetime | None = None,
) -> Case:
    """Bring an obstacle of which only the words are known; its pesantren is asked for the rest."""
    moment = at or timezone.now()
    content = {"title": title, "description": description, "audience": audience}
    said = fingerprint(content | {"aspect": aspect.code})
    year = _lock_year(timezone.localdate(moment).year)
    if earlier := _earlier(pesantren, request_id, said):
        return earlier
    case = Case.objects.create(
        **content,
        **_opened(moment, by, request_id, pesantren),
        number=_next_number(year),
        aspect=aspect,
    )
    record(case, Kind.OPENED, by=by, at=at, fingerprint=said)
    return case


@files_with_rows()
@transaction.atomic
def complete_case(
    case: Case,
    *,
    since: date,
    indicator: Indicator,
    baseline: Decimal,
    target: Decimal,
    request_id: UUID,
    by: User,
    tried: str = "",
    enclosures: Sequence[Evidence] = (),
    at: datetime | None = None,
) -> Case:
    """Add to a light case since when it is so and today's figure, once. Raises HasFigure."""
    today = timezone.localdate(at)
    refuse_too_many(enclosures, most=MOST_FILES)
    figures: dict[str, Any] = {"indicator": indicator.code, "baseline": baseline}
    figures |= {"target": target, "since": since, "tried": tried, "file": hashes_of(enclosures)}
    said = fingerprint(figures)
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.COMPLETED, said=said):
        refuse_closed(case)
        if case.has_figure:
            raise HasFigure
        refuse_future(since, today=today)
        target = _wished(target, indicator)
        refuse_same_figure(baseline, target)
        place = case.pesantren
        facts: dict[str, Any] = {"on": since, "text": tried, "target": target, "by": by, "at": at}
        shown = next(iter(enclosures), None)
        figure = read_figure(place, indicator, baseline, today, place.name, file=shown, by=by)
        facts |= {"reading": figure, "request_id": request_id, "fingerprint": said}
        event = record(case, Kind.COMPLETED, **facts)
        enclose(event, enclosures, evidence=figure.evidence.name or "")
    return fresh(case)


def _opened(moment: datetime, by: User, request_id: UUID, place: Pesantren) -> dict[str, Any]:
    """When, by whom, by which request, for whom; from that moment on it waits for an office."""
    moments: dict[str, Any] = dict.fromkeys(("opened_at", "changed_at", "waits_since"), moment)
    moments |= {"opened_by": by, "request_id": request_id}
    return moments | {"pesantren": place, "is_simulated": place.is_simulated}


def _all_said(
    content: dict[str, Any],
    aspect: Aspect,
    indicator: Indicator,
    baseline: Decimal,
    enclosures: Sequence[Evidence],
    readers: Collection[User],
) -> str:
    refuse_too_many(enclosures, most=MOST_FILES)
    named: dict[str, Any] = {"aspect": aspect.code, "indicator": indicator.code}
    if readers:
        named["readers"] = sorted(row.pk for row in readers)
    return fingerprint(content | named | {"baseline": baseline, "file": hashes_of(enclosures)})


def _named(readers: Collection[User], aspect: Aspect, by: User) -> list[int]:
    """Whom the case is shown to: those named, somebody who can take it among them, and `by`."""
    if not readers:
        raise NobodyNamed
    named = {row.pk for row in readers}
    office = office_of(aspect)
    if office and not {row.pk for row in officers_of(office)} & named:
        raise NobodyAnswers(office.name)
    return sorted(named | {by.pk})


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
