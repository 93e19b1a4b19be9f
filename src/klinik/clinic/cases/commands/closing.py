"""The end of the road, and the leave to tell of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klinik.clinic.cases.commands.recording import fresh, locked, record
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import (
    MovedOn,
    NoResult,
    NotClosed,
    ResultHidden,
    refuse_nothing_said,
)
from klinik.directory.models import Reading
from klinik.people.models import User

Kind = CaseEvent.Kind


@transaction.atomic
def close_case(case: Case, *, by: User, at: datetime | None = None) -> Case:
    """Close the case by its result. Raises NoResult where there is none in force."""
    case = locked(case)
    if not case.is_closed:
        result = _result_in_force(case)
        if result is None:
            raise NoResult
        record(case, Kind.CLOSED, by=by, at=at, reading=result)
    return fresh(case)


@transaction.atomic
def withdraw_case(case: Case, *, reason: str, by: User, at: datetime | None = None) -> Case:
    """Close the case without a result, and say why: no help is needed, or it stands here twice."""
    case = locked(case)
    if not case.is_closed:
        refuse_nothing_said(reason)
        record(case, Kind.CLOSED, by=by, at=at, text=reason)
    return fresh(case)


@transaction.atomic
def take_back_case(case: Case, *, by: User, at: datetime | None = None) -> Case:
    """It was opened by mistake: it stays to be read. Raises MovedOn where somebody went on."""
    case = locked(case)
    if not case.is_closed:
        if case.events.exclude(kind=Kind.OPENED).exists():
            raise MovedOn
        record(case, Kind.CLOSED, by=by, at=at, text=_("Opened by mistake, and taken back."))
    return fresh(case)


@transaction.atomic
def agree_to_story(case: Case, *, by: User, at: datetime | None = None) -> Case:
    """The pesantren lets its story be told to everybody, with the figure before and after."""
    case = locked(case)
    if not case.events.filter(kind=Kind.AGREED).exists():
        if not case.is_closed or case.result_id is None:
            raise NotClosed
        if _result_in_force(case) is None:
            raise ResultHidden
        record(case, Kind.AGREED, by=by, at=at)
    return fresh(case)


def _result_in_force(case: Case) -> Reading | None:
    """What the case is closed by; None where nothing was measured, or withdrawn or put right."""
    return Reading.objects.current().filter(pk=case.result_id or 0).first()
