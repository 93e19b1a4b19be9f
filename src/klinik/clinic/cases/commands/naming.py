"""To whom a case is shown beside its pesantren."""

from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import fresh, locked, record, refuse_closed
from klinik.clinic.cases.models import Audience, Case, CaseEvent
from klinik.clinic.cases.rules import NotForNamed, OnlyNamedRead
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


@transaction.atomic
def open_to_network(case: Case, *, by: User) -> Case:
    """Its pesantren shows a case for the offices to the whole network; twice is once.

    Partners help with it and are asked from then on. There is no way back, for it has been read.
    Raises OnlyNamedRead.
    """
    case = locked(case)
    if case.audience == Audience.NAMED:
        raise OnlyNamedRead
    if case.audience != Audience.NETWORK:
        refuse_closed(case)
        record(case, CaseEvent.Kind.WIDENED, by=by)
    return fresh(case)
