"""What is done against the obstacle."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import (
    fresh,
    kept,
    locked,
    record,
    refuse_closed,
    refuse_untaken,
    was_done,
)
from klinik.clinic.cases.models import Activity, Case, CaseEvent
from klinik.clinic.cases.queries import helping
from klinik.clinic.cases.rules import (
    ActivityOpen,
    NotHelping,
    fingerprint,
    refuse_future,
    refuse_nothing_said,
    refuse_past,
)
from klinik.directory.evidence import clean_evidence
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
    """Set one dated activity against the obstacle; the next may follow when it is done.

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
        if case.activities.exclude(events__kind=Kind.DONE).exists():
            raise ActivityOpen
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
    shown = clean_evidence(file) if file else None
    case = locked(activity.case)
    if not case.events.filter(activity=activity, kind=Kind.DONE).exists():
        refuse_closed(case)
        refuse_nothing_said(note)
        refuse_future(on, today=timezone.localdate(at))
        record(
            case,
            Kind.DONE,
            by=by,
            at=at,
            activity=activity,
            on=on,
            text=note,
            **kept(shown),
        )
    return fresh(case)
