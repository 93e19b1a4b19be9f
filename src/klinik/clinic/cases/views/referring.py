"""The steps of a referral: asked by the office, answered and done by who is asked."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from klinik.clinic.cases import commands
from klinik.clinic.cases.models import Case, Referral
from klinik.clinic.cases.parties import Part, case_for, need
from klinik.clinic.cases.views.steps import step, take_step
from klinik.people.access import SignedIn


@step
def refer(request: SignedIn, number: str) -> HttpResponse:
    """The office asks another office or a partner."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    return take_step(request, case, part, "refer", commands.refer_case)


@step
def welcome(request: SignedIn, number: str, referral: int) -> HttpResponse:
    """Who is asked will see to it."""
    case, part, row = _asked(request, number, referral)
    return take_step(request, case, part, "welcome", commands.accept_referral, referral=row)


@step
def refuse(request: SignedIn, number: str, referral: int) -> HttpResponse:
    """Who is asked will not, and says why."""
    case, part, row = _asked(request, number, referral)
    return take_step(request, case, part, "refuse", commands.refuse_referral, referral=row)


@step
def fulfil(request: SignedIn, number: str, referral: int) -> HttpResponse:
    """Who is asked has seen to it."""
    case, part, row = _asked(request, number, referral)
    return take_step(request, case, part, "fulfil", commands.fulfil_referral, referral=row)


@step
def recall(request: SignedIn, number: str, referral: int) -> HttpResponse:
    """The office asks no longer."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    row = _referral(case, referral)
    return take_step(request, case, part, "recall", commands.recall_referral, referral=row)


def _asked(request: SignedIn, number: str, referral: int) -> tuple[Case, Part, Referral]:
    """The referral, for the people of the office or partner that it asks."""
    case, part = case_for(request.user, number)
    row = _referral(case, referral)
    need(part.is_asked_by(row))
    return case, part, row


def _referral(case: Case, referral: int) -> Referral:
    return get_object_or_404(case.referrals.select_related("office", "partner"), pk=referral)
