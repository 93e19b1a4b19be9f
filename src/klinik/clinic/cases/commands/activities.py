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
from klinik.clinic.cases.queries import helping, open_activities_of
from klinik.clinic.cases.rules import (
    MOST_ACTIVITIES,
    MOST_FILES,
    AlreadyDone,
    NotHelping,
    TooManyActivities,
    fingerprint,
    next_look,
    refuse_future,
    refuse_nothing_said,
    refuse_past,
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
            request_id=request_id,
            fingerprint=said,
        )
    return fresh(case)


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
    where somebody else has reported on it.
    """
    refuse_too_many(enclosures, most=MOST_FILES)
    facts: dict[str, Any] = {"on": on, "text": note, "place": place}
    facts |= {"latitude": latitude, "longitude": longitude}
    said = fingerprint(facts | {"activity": str(activity.pk), "file": hashes_of(enclosures)})
    case = locked(activity.case)
    if not was_done(case, request_id, kind=Kind.DONE, said=said):
        if case.events.filter(activity=activity, kind=Kind.DONE).exists():
            raise AlreadyDone
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
        record(case, Kind.PLANNED, by=by, at=at, activity=look)
