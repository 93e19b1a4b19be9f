"""What is done against the obstacle."""

from collections.abc import Sequence
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
    record,
    refuse_closed,
    refuse_untaken,
    was_done,
)
from klinik.clinic.cases.models import Activity, Case, CaseEvent
from klinik.clinic.cases.queries import OVER, helping, open_activities_of
from klinik.clinic.cases.rules import (
    MOST_ACTIVITIES,
    MOST_FILES,
    AlreadyDone,
    DroppedActivity,
    NotHelping,
    TooManyActivities,
    fingerprint,
    next_look,
    refuse_future,
    refuse_nothing_said,
    refuse_past,
    refuse_same_day,
)
from klinik.core.writing import files_with_rows
from klinik.directory.evidence import Evidence, hashes_of, refuse_too_many
from klinik.directory.models import Partner
from klinik.people.models import User

Kind = CaseEvent.Kind


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
    partner: Partner | None = None,
    at: datetime | None = None,
) -> Case:
    """Set one dated activity against the obstacle.

    A partner whose help was accepted may own it. Raises NotHelping for any other.
    """
    content: dict[str, Any] = {"kind": kind, "what": what, "who": who, "on": on}
    said = fingerprint(content | ({"partner": partner.slug} if partner else {}))
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.PLANNED, said=said):
        refuse_closed(case)
        refuse_untaken(case)
        refuse_nothing_said(what)
        refuse_past(on, today=timezone.localdate(at))
        if open_activities_of(case).count() >= MOST_ACTIVITIES:
            raise TooManyActivities
        if partner and not helping(case).filter(pk=partner.pk).exists():
            raise NotHelping
        activity = Activity.objects.create(case=case, partner=partner, **content)
        record(
            case,
            Kind.PLANNED,
            by=by,
            at=at,
            activity=activity,
            on=on,
            request_id=request_id,
            fingerprint=said,
        )
    return fresh(case)


@transaction.atomic
def move_activity(
    activity: Activity,
    *,
    on: date,
    reason: str,
    request_id: UUID,
    by: User,
    at: datetime | None = None,
) -> Case:
    """The activity takes place on another day, and both sides read why.

    Raises AlreadyDone or DroppedActivity where nothing of it is left to move.
    """
    said = fingerprint({"activity": str(activity.pk), "on": on, "reason": reason})
    case = locked(activity.case)
    if not was_done(case, request_id, kind=Kind.MOVED, said=said):
        refuse_closed(case)
        _refuse_over(case, activity)
        refuse_nothing_said(reason)
        refuse_past(on, today=timezone.localdate(at))
        activity.refresh_from_db(fields=["on"])
        refuse_same_day(on, before=activity.on)
        facts: dict[str, Any] = {"on": on, "text": reason}
        facts |= {"request_id": request_id, "fingerprint": said}
        record(case, Kind.MOVED, by=by, at=at, activity=activity, **facts)
    return fresh(case)


@transaction.atomic
def drop_activity(activity: Activity, *, reason: str, by: User, at: datetime | None = None) -> Case:
    """The activity does not take place after all. Raises AlreadyDone where it did."""
    case = locked(activity.case)
    if not case.events.filter(activity=activity, kind=Kind.DROPPED).exists():
        refuse_closed(case)
        _refuse_over(case, activity)
        refuse_nothing_said(reason)
        record(case, Kind.DROPPED, by=by, at=at, activity=activity, text=reason)
    return fresh(case)


def _refuse_over(case: Case, activity: Activity) -> None:
    kinds = set(case.events.filter(activity=activity, kind__in=OVER).values_list("kind", flat=True))
    if kinds:
        raise DroppedActivity if Kind.DROPPED in kinds else AlreadyDone


@files_with_rows()
@transaction.atomic
def complete_activity(
    activity: Activity,
    *,
    on: date,
    note: str,
    request_id: UUID,
    by: User,
    enclosures: Sequence[Evidence] = (),
    place: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    at: datetime | None = None,
) -> Case:
    """The activity took place on day `on`; a note says what came of it, files show it.

    A visit may say where it was, in words and in degrees. What was granted is looked at again
    after three months, half a year, one year and two: each look sets the next. Raises AlreadyDone
    where somebody else has reported on it, DroppedActivity where it does not take place.
    """
    refuse_too_many(enclosures, most=MOST_FILES)
    facts: dict[str, Any] = {"on": on, "text": note, "place": place}
    facts |= {"latitude": latitude, "longitude": longitude}
    said = fingerprint(facts | {"activity": str(activity.pk), "file": hashes_of(enclosures)})
    case = locked(activity.case)
    if not was_done(case, request_id, kind=Kind.DONE, said=said):
        _refuse_over(case, activity)
        if not activity.is_monitoring:  # looks go on after the case is closed
            refuse_closed(case)
        refuse_nothing_said(note)
        refuse_future(on, today=timezone.localdate(at))
        event = record(
            case,
            Kind.DONE,
            by=by,
            at=at,
            activity=activity,
            request_id=request_id,
            fingerprint=said,
            **facts,
        )
        enclose(event, enclosures)
        _look_again(case, activity, on=on, by=by, at=at)
    return fresh(case)


def _look_again(case: Case, done: Activity, *, on: date, by: User, at: datetime | None) -> None:
    """What was granted is looked at again, by whoever granted it, until two years have passed."""
    grant = done if done.kind == Activity.Kind.GRANT else done.looks_at
    if grant is None:
        return
    granted_on = on if grant == done else grant.events.get(kind=Kind.DONE).on
    assert granted_on is not None
    day = next_look(granted_on, looked=grant.looks.count(), today=timezone.localdate(at))
    if day:
        look = Activity.objects.create(
            case=case,
            kind=Activity.Kind.MONITORING,
            what=grant.what,
            who=grant.who,
            partner=grant.partner,
            on=day,
            looks_at=grant,
        )
        record(case, Kind.PLANNED, by=by, at=at, activity=look, on=day)
