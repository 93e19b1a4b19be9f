"""The people to whom a case is shown beside its pesantren."""

from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import fresh, locked, record, refuse_closed
from klinik.clinic.cases.models import Audience, Case, CaseEvent
from klinik.clinic.cases.rules import NotForNamed
from klinik.people.models import User


@transaction.atomic
def name_reader(case: Case, *, person: User, request_id: UUID, by: User) -> Case:
    """Show a case for named people to one more; twice is once. Raises NotForNamed."""
    case = locked(case)
    if case.audience != Audience.NAMED:
        raise NotForNamed
    if person.pk not in case.readers:
        refuse_closed(case)
        record(case, CaseEvent.Kind.NAMED, by=by, person=person, request_id=request_id)
    return fresh(case)
