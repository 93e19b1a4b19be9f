"""The steps of an offer of help: made by a partner, answered by the pesantren or the office."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from klinik.clinic.cases import commands
from klinik.clinic.cases.models import Case
from klinik.clinic.cases.parties import case_for, need
from klinik.clinic.cases.views.steps import step, take_step
from klinik.people.access import SignedIn


@step
def offer(request: SignedIn, number: str) -> HttpResponse:
    """A partner offers help."""
    case, part = case_for(request.user, number)
    need(bool(part.partners))

    def offer_of(case: Case, **content: Any) -> Case:
        first = {"partner": part.partners[0]}  # the form asks only where there are several
        return commands.offer_help(case, **first | content)

    return take_step(request, case, part, "offer", offer_of)


@step
def accept(request: SignedIn, number: str, help: int) -> HttpResponse:
    """The pesantren or its office accepts the help."""
    case, part = case_for(request.user, number)
    need(part.acts)
    row = get_object_or_404(case.helps.select_related("partner"), pk=help)
    return take_step(request, case, part, "accept", commands.accept_help, help=row)


@step
def decline(request: SignedIn, number: str, help: int) -> HttpResponse:
    """The pesantren or its office does not take the help up, and says why."""
    case, part = case_for(request.user, number)
    need(part.acts)
    row = get_object_or_404(case.helps.select_related("partner"), pk=help)
    return take_step(request, case, part, "decline", commands.decline_help, help=row)
