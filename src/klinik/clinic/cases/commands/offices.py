"""Which office answers for a case, and who there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import fresh, locked, record, refuse_closed, was_done
from klinik.clinic.cases.models import Audience, Case, CaseEvent
from klinik.clinic.cases.rules import (
    NobodyAnswers,
    OtherOffice,
    OtherOfficer,
    SameAspect,
    TakenByAnother,
    fingerprint,
    refuse_nothing_said,
)
from klinik.directory.models import Aspect
from klinik.people.models import User
from klinik.tenancy.models import Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of

Kind = CaseEvent.Kind


@transaction.atomic
def take_case(case: Case, *, office: Office, by: User, at: datetime | None = None) -> Case:
    """An officer takes the case for the office of its aspect.

    Raises OtherOffice, TakenByAnother.
    """
    case = locked(case, open_only=True)
    if office != office_of(case.aspect):
        raise OtherOffice
    if case.taken_by_id is None:
        record(case, Kind.TAKEN, by=by, at=at, office=office)
    elif case.taken_by_id != by.pk:
        raise TakenByAnother(case.taken_by.name if case.taken_by else "")
    return fresh(case)


@transaction.atomic
def triage_case(
    case: Case, *, urgency: str, request_id: UUID, by: User, at: datetime | None = None
) -> Case:
    """Say how soon the case needs somebody, one of `Urgency`; each has its own service target."""
    said = fingerprint({"urgency": urgency})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.TRIAGED, said=said):
        refuse_closed(case)
        if case.urgency != urgency:
            facts = {"urgency": urgency, "request_id": request_id, "fingerprint": said}
            record(case, Kind.TRIAGED, by=by, at=at, **facts)
    return fresh(case)


@transaction.atomic
def assign_case(
    case: Case, *, person: User, request_id: UUID, by: User, at: datetime | None = None
) -> Case:
    """Give the case to an officer of its office, taken or not. Raises OtherOfficer."""
    said = fingerprint({"person": str(person.pk)})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.ASSIGNED, said=said):
        refuse_closed(case)
        office = office_of(case.aspect)
        hidden = case.audience == Audience.NAMED and person.pk not in case.readers
        if office is None or person not in officers_of(office) or hidden:
            raise OtherOfficer
        if case.taken_by_id != person.pk:
            record(
                case,
                Kind.ASSIGNED,
                by=by,
                at=at,
                office=office,
                person=person,
                request_id=request_id,
                fingerprint=said,
            )
    return fresh(case)


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
    said = fingerprint({"aspect": aspect.code, "reason": reason})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.REASSIGNED, said=said):
        refuse_closed(case)
        refuse_nothing_said(reason)
        if case.aspect_id == aspect.pk:
            raise SameAspect
        _refuse_unread(case, aspect)
        record(
            case,
            Kind.REASSIGNED,
            by=by,
            at=at,
            aspect=aspect,
            text=reason,
            request_id=request_id,
            fingerprint=said,
        )
    return fresh(case)


def _refuse_unread(case: Case, aspect: Aspect) -> None:
    """A case for named people goes where one of them can take it."""
    office = office_of(aspect)
    if case.audience != Audience.NAMED or office is None:
        return
    if not {row.pk for row in officers_of(office)} & set(case.readers):
        raise NobodyAnswers(office.name)
