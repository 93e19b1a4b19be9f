"""The steps of a case: each its own address, answered with the case."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from klinik.clinic.cases import commands
from klinik.clinic.cases.models import Activity, Case
from klinik.clinic.cases.parties import Part, case_for, need
from klinik.clinic.cases.views.case import answer_with, form_of
from klinik.core.errors import DomainError
from klinik.directory.models import Reading
from klinik.people.access import SignedIn


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step is taken by POST; whoever comes back to its address is led to its case."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def take_or_lead(request: SignedIn, number: str, **ids: int) -> HttpResponse:
        if request.method == "POST":
            return view(request, number, **ids)
        case, _part = case_for(request.user, number)
        return redirect(case)

    return take_or_lead


@step
def take(request: SignedIn, number: str) -> HttpResponse:
    """An officer of the case's office takes it."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    return take_step(request, case, part, "take", commands.take_case, office=part.office)


@step
def answer(request: SignedIn, number: str) -> HttpResponse:
    """A message from either side."""
    case, part = case_for(request.user, number)
    need(part.acts or bool(part.helps) or part.is_named or part.is_asked)
    return take_step(request, case, part, "answer", commands.answer_case)


@step
def complete(request: SignedIn, number: str) -> HttpResponse:
    """Either side adds what a case that was opened with one tap lacks."""
    case, part = case_for(request.user, number)
    need(part.acts)
    return take_step(request, case, part, "complete", commands.complete_case)


@step
def aim(request: SignedIn, number: str) -> HttpResponse:
    """The office says what the plan is to reach."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    return take_step(request, case, part, "aim", commands.set_goals)


@step
def plan(request: SignedIn, number: str) -> HttpResponse:
    """The office sets an activity."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    return take_step(request, case, part, "plan", commands.set_activity)


@step
def done(request: SignedIn, number: str, activity: int) -> HttpResponse:
    """An activity took place."""
    case, part = case_for(request.user, number)
    row = get_object_or_404(case.activities.select_related("case"), pk=activity)
    need(part.acts or part.owns(row))

    def complete(_case: Case, **content: Any) -> Case:
        return commands.complete_activity(row, **content)

    return take_step(request, case, part, "done", complete, activity=row)


@step
def move(request: SignedIn, number: str, activity: int) -> HttpResponse:
    """The office moves an activity to another day."""
    return _with_activity(request, number, activity, "move", commands.move_activity)


@step
def drop(request: SignedIn, number: str, activity: int) -> HttpResponse:
    """The office says that an activity does not take place."""
    return _with_activity(request, number, activity, "drop", commands.drop_activity)


def _with_activity(
    request: SignedIn, number: str, activity: int, name: str, command: Callable[..., Case]
) -> HttpResponse:
    """A step of the office that concerns one activity of the case."""
    case, part = case_for(request.user, number)
    row = get_object_or_404(case.activities.select_related("case"), pk=activity)
    need(part.office is not None)

    def change(_case: Case, **content: Any) -> Case:
        return command(row, **content)

    return take_step(request, case, part, name, change, activity=row)


@step
def measure(request: SignedIn, number: str) -> HttpResponse:
    """Either side says what became of the figure."""
    case, part = case_for(request.user, number)
    need(part.acts)
    return take_step(request, case, part, "measure", commands.record_result)


@step
def choose(request: SignedIn, number: str, reading: int) -> HttpResponse:
    """The office lets a figure from the books be the result."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    figure = get_object_or_404(Reading.objects.shown().filter(pesantren=case.pesantren), pk=reading)
    return take_step(request, case, part, "choose", commands.choose_result, reading=figure)


@step
def close(request: SignedIn, number: str) -> HttpResponse:
    """The office closes the case by its result."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    return take_step(request, case, part, "close", commands.close_case)


@step
def withdraw(request: SignedIn, number: str) -> HttpResponse:
    """The pesantren needs no help any more, or its office closes what leads to no result."""
    case, part = case_for(request.user, number)
    need(part.acts or part.coordinates)
    return take_step(request, case, part, "withdraw", commands.withdraw_case)


@step
def triage(request: SignedIn, number: str) -> HttpResponse:
    """The office or the secretariat says how soon the case needs somebody."""
    case, part = case_for(request.user, number)
    need(part.office is not None or part.coordinates)
    return take_step(request, case, part, "triage", commands.triage_case)


@step
def assign(request: SignedIn, number: str) -> HttpResponse:
    """The office or the secretariat gives the case to an officer of the office."""
    case, part = case_for(request.user, number)
    need(part.office is not None or part.coordinates)
    return take_step(request, case, part, "assign", commands.assign_case)


@step
def reassign(request: SignedIn, number: str) -> HttpResponse:
    """The office or the secretariat hands the case over to another office."""
    case, part = case_for(request.user, number)
    need(part.office is not None or part.coordinates)
    return take_step(request, case, part, "reassign", commands.reassign_case)


@step
def name(request: SignedIn, number: str) -> HttpResponse:
    """The pesantren names one more reader."""
    case, part = case_for(request.user, number)
    need(part.speaks)
    return take_step(request, case, part, "name", commands.name_reader)


@step
def widen(request: SignedIn, number: str) -> HttpResponse:
    """The pesantren opens its case to the network."""
    case, part = case_for(request.user, number)
    need(part.speaks)
    return take_step(request, case, part, "widen", commands.open_to_network)


@step
def agree(request: SignedIn, number: str) -> HttpResponse:
    """The pesantren lets its story be told."""
    case, part = case_for(request.user, number)
    need(part.speaks)
    return take_step(request, case, part, "agree", commands.agree_to_story)


def take_step(
    request: SignedIn,
    case: Case,
    part: Part,
    name: str,
    command: Callable[..., Case],
    activity: Activity | None = None,
    **known: Any,
) -> HttpResponse:
    """Read the step's form, call its command, and show the case again."""
    form = form_of(name, case, part, request.POST, request.FILES)
    if form.is_valid():
        try:
            command(case, by=request.user, **known, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(case)
    return answer_with(request, case, part, (name, form), activity=activity)
