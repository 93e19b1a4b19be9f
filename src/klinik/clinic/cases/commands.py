"""Everything that happens to a case. Each command locks the case and, done twice, is once."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.models import Activity, Case, CaseEvent, CaseYear
from klinik.clinic.cases.rules import (
    ActivityOpen,
    CaseClosed,
    NoResult,
    NotClosed,
    NotTaken,
    OtherFigure,
    OtherOffice,
    RequestReused,
    SameAspect,
    TakenByAnother,
    refuse_before,
    refuse_future,
    refuse_nothing_said,
    refuse_past,
    refuse_same_figure,
)
from klinik.core.files import clean_upload
from klinik.directory.commands import record_reading
from klinik.directory.models import Aspect, Indicator, Pesantren, Reading
from klinik.people.models import User
from klinik.tenancy.models import Office

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
        baseline=_read(pesantren, indicator, baseline, on=today, source=source, file=file, by=by),
        opened_at=moment,
        changed_at=moment,
        opened_by=by,
        request_id=request_id,
        is_simulated=pesantren.is_simulated,
    )
    _record(case, Kind.OPENED, by=by, at=moment, **_kept(file))
    return case


@transaction.atomic
def take_case(case: Case, *, office: Office, by: User, at: datetime | None = None) -> Case:
    """An officer takes the case for the office of its aspect. Raises TakenByAnother."""
    case = _locked(case, open_only=True)
    if office.aspect_id != case.aspect_id:
        raise OtherOffice
    if case.taken_by_id is None:
        _record(case, Kind.TAKEN, by=by, at=at, office=office)
    elif case.taken_by_id != by.pk:
        raise TakenByAnother(case.taken_by.name if case.taken_by else "")
    return _fresh(case)


@transaction.atomic
def reassign_case(
    case: Case,
    *,
    aspect: Aspect,
    reason: str,
    request_id: UUID,
    by: User,
    at: datetime | None = None,
) -> Case:
    """Give the case another aspect and so another office, which has to take it anew."""
    case = _locked(case)
    if not _was_done(case, request_id, kind=Kind.REASSIGNED, aspect=aspect, text=reason):
        _refuse_closed(case)
        refuse_nothing_said(reason)
        if case.aspect_id == aspect.pk:
            raise SameAspect
        _record(
            case, Kind.REASSIGNED, by=by, at=at, aspect=aspect, text=reason, request_id=request_id
        )
    return _fresh(case)


@transaction.atomic
def answer_case(
    case: Case,
    *,
    text: str,
    request_id: UUID,
    by: User,
    file: "File[bytes] | None" = None,
    at: datetime | None = None,
) -> Case:
    """Write a message on the case, as the pesantren or as its office."""
    case = _locked(case)
    if not _was_done(case, request_id, kind=Kind.ANSWERED, text=text):
        _refuse_closed(case)
        refuse_nothing_said(text)
        _record(
            case,
            Kind.ANSWERED,
            by=by,
            at=at,
            text=text,
            request_id=request_id,
            **_kept(file),
        )
    return _fresh(case)


@transaction.atomic
def set_activity(
    case: Case,
    *,
    kind: str,
    what: str,
    who: str,
    on: date,
    request_id: UUID,
    by: User,
    at: datetime | None = None,
) -> Case:
    """Set one dated activity against the obstacle; the next may follow when it is done."""
    case = _locked(case)
    content = {"activity__kind": kind, "activity__what": what, "activity__on": on}
    if not _was_done(case, request_id, kind=Kind.PLANNED, **content):
        _refuse_closed(case)
        _refuse_untaken(case)
        refuse_nothing_said(what)
        refuse_past(on, today=timezone.localdate(at))
        if case.activities.exclude(events__kind=Kind.DONE).exists():
            raise ActivityOpen
        activity = Activity.objects.create(case=case, kind=kind, what=what, who=who, on=on)
        _record(case, Kind.PLANNED, by=by, at=at, activity=activity, request_id=request_id)
    return _fresh(case)


@transaction.atomic
def complete_activity(
    activity: Activity,
    *,
    on: date,
    note: str,
    by: User,
    file: "File[bytes] | None" = None,
    at: datetime | None = None,
) -> Case:
    """The activity took place on day `on`; a note says what came of it, a file shows it."""
    case = _locked(activity.case)
    if not case.events.filter(activity=activity, kind=Kind.DONE).exists():
        _refuse_closed(case)
        refuse_nothing_said(note)
        refuse_future(on, today=timezone.localdate(at))
        _record(
            case,
            Kind.DONE,
            by=by,
            at=at,
            activity=activity,
            on=on,
            text=note,
            **_kept(file),
        )
    return _fresh(case)


@transaction.atomic
def record_result(
    case: Case,
    *,
    value: Decimal,
    on: date,
    source: str,
    request_id: UUID,
    by: User,
    period: str = "",
    file: "File[bytes] | None" = None,
    at: datetime | None = None,
) -> Case:
    """Record what became of the figure, in its indicator's unit, as a reading of day `on`."""
    case = _locked(case)
    content = {"reading__value": value, "reading__on": on, "reading__source": source}
    if not _was_done(case, request_id, kind=Kind.MEASURED, **content):
        _refuse_closed(case)
        _refuse_untaken(case)
        refuse_future(on, today=timezone.localdate(at))
        refuse_before(on, case.baseline.on)
        place, figure = case.pesantren, case.indicator
        reading = _read(place, figure, value, on=on, source=source, by=by, period=period, file=file)
        _record(case, Kind.MEASURED, by=by, at=at, reading=reading, request_id=request_id)
    return _fresh(case)


@transaction.atomic
def choose_result(case: Case, *, reading: Reading, by: User, at: datetime | None = None) -> Case:
    """Let a figure that the cooperative shared from its books be the result of the case."""
    case = _locked(case)
    if case.result_id != reading.pk:
        _refuse_closed(case)
        _refuse_untaken(case)
        fits = reading.pesantren_id == case.pesantren_id
        fits = fits and reading.indicator_id == case.indicator_id
        if not fits or reading.withdrawn_at or reading.pk == case.baseline_id:
            raise OtherFigure
        refuse_before(reading.on, case.baseline.on)
        _record(case, Kind.MEASURED, by=by, at=at, reading=reading)
    return _fresh(case)


@transaction.atomic
def close_case(case: Case, *, by: User, at: datetime | None = None) -> Case:
    """Close the case by its result. Raises NoResult where none was measured or it was withdrawn."""
    case = _locked(case)
    if not case.is_closed:
        result = Reading.objects.shown().filter(pk=case.result_id or 0).first()
        if result is None:
            raise NoResult
        _record(case, Kind.CLOSED, by=by, at=at, reading=result)
    return _fresh(case)


@transaction.atomic
def withdraw_case(case: Case, *, reason: str, by: User, at: datetime | None = None) -> Case:
    """The pesantren needs no help with this any more, and says why."""
    case = _locked(case)
    if not case.is_closed:
        refuse_nothing_said(reason)
        _record(case, Kind.CLOSED, by=by, at=at, text=reason)
    return _fresh(case)


@transaction.atomic
def agree_to_story(case: Case, *, by: User, at: datetime | None = None) -> Case:
    """The pesantren lets its story be told to everybody, with the figure before and after."""
    case = _locked(case)
    if not case.is_closed or case.result_id is None:
        raise NotClosed
    if not case.events.filter(kind=Kind.AGREED).exists():
        _record(case, Kind.AGREED, by=by, at=at)
    return _fresh(case)


def _locked(case: Case, *, open_only: bool = False) -> Case:
    locked = Case.objects.select_for_update(of=["self"]).get(pk=case.pk)
    if open_only:
        _refuse_closed(locked)
    return locked


def _fresh(case: Case) -> Case:
    # The database computed the stage from what was recorded.
    case.refresh_from_db()
    return case


def _refuse_closed(case: Case) -> None:
    if case.is_closed:
        raise CaseClosed


def _refuse_untaken(case: Case) -> None:
    if case.office_id is None:
        raise NotTaken


def _was_done(case: Case, request_id: UUID, **content: Any) -> bool:
    """This request was recorded before. Raises RequestReused if it said something else then."""
    earlier = case.events.filter(request_id=request_id)
    if not earlier.exists():
        return False
    if not earlier.filter(**content).exists():
        raise RequestReused
    return True


def _same(case: Case | None) -> Case:
    if case is None:
        raise RequestReused
    return case


def _record(
    case: Case, kind: Kind, *, by: User, at: datetime | None = None, **facts: Any
) -> CaseEvent:
    facts = {name: fact for name, fact in facts.items() if fact is not None}
    return CaseEvent.objects.create(case=case, kind=kind, by=by, at=at or timezone.now(), **facts)


def _read(
    pesantren: Pesantren,
    indicator: Indicator,
    value: Decimal,
    *,
    on: date,
    source: str,
    by: User,
    period: str = "",
    file: "File[bytes] | None" = None,
) -> Reading:
    origin = Reading.Origin.DOCUMENT if file else Reading.Origin.SELF_REPORTED
    return record_reading(
        pesantren,
        indicator=indicator,
        value=value,
        on=on,
        period=period,
        origin=origin,
        source=source,
        evidence=file,
        by=by,
        is_simulated=pesantren.is_simulated,
    )


def _kept(file: "File[bytes] | None") -> dict[str, Any]:
    if file is None:
        return {}
    return {"file": clean_upload(file), "file_name": (file.name or "")[-200:]}


def _lock_year(year: int) -> CaseYear:
    """Whoever opens a case in this year waits here for the one before."""
    CaseYear.objects.get_or_create(year=year, defaults={"last": 0})
    return CaseYear.objects.select_for_update().get(year=year)


def _next_number(year: CaseYear) -> str:
    year.last += 1
    year.save(update_fields=["last"])
    return f"K-{year.year}-{year.last:04d}"
