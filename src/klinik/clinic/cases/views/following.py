"""We have this too: others follow a case as a light one of their own."""

from typing import Any

from django.http import HttpResponse

from klinik.clinic.cases import commands
from klinik.clinic.cases.models import Case
from klinik.clinic.cases.parties import case_for, need
from klinik.clinic.cases.views.steps import step, take_step
from klinik.people.access import SignedIn


@step
def follow(request: SignedIn, number: str) -> HttpResponse:
    """Another pesantren has the obstacle too."""
    case, part = case_for(request.user, number)
    need(bool(part.places))

    def also(case: Case, **content: Any) -> Case:
        return commands.follow_case(case, **content).case

    return take_step(request, case, part, "follow", also)


@step
def leave(request: SignedIn, number: str) -> HttpResponse:
    """It follows the case no longer."""
    case, part = case_for(request.user, number)
    need(bool(part.places))

    def leave(case: Case, *, by: object, **content: Any) -> Case:
        commands.leave_case(case, **content)
        return case

    return take_step(request, case, part, "leave", leave)
