"""What a case is to reach, and when that is looked at again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import (
    fresh,
    locked,
    record,
    refuse_closed,
    refuse_untaken,
    was_done,
)
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import fingerprint, refuse_nothing_said, refuse_past
from klinik.people.models import User

Kind = CaseEvent.Kind


@transaction.atomic
def set_goals(
    case: Case,
    *,
    goals: str,
    review_on: date,
    request_id: UUID,
    by: User,
    at: datetime | None = None,
) -> Case:
    """Say what the plan is to reach, and the day on which both sides look at it again.

    The last word holds; the earlier ones stay on the road of the case. Raises BadDay.
    """
    said = fingerprint({"goals": goals, "review_on": review_on})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.AIMED, said=said):
        refuse_closed(case)
        refuse_untaken(case)
        refuse_nothing_said(goals)
        refuse_past(review_on, today=timezone.localdate(at))
        record(
            case,
            Kind.AIMED,
            by=by,
            at=at,
            text=goals,
            on=review_on,
            request_id=request_id,
            fingerprint=said,
        )
    return fresh(case)
