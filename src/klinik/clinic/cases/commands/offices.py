"""Which office answers for a case, and who there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import fresh, locked, record, refuse_closed, was_done
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import (
    OtherOffice,
    SameAspect,
    TakenByAnother,
    fingerprint,
    refuse_nothing_said,
)
from klinik.directory.models import Aspect
from klinik.people.models import User
from klinik.tenancy.models import Office
from klinik.tenancy.offices.queries import office_of

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
