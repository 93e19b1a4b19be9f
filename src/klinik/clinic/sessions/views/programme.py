"""Panel and agenda of a session, put together by the secretariat or the moderator."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import AgendaForm, PanelistForm
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import agenda_of, panel_of
from klinik.clinic.sessions.views.steps import step
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.people.access import SignedIn


@login_required
@require_GET
def programme(request: SignedIn, slug: str) -> HttpResponse:
    """Who sits on the panel, and what is heard in which order."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    return _answer(request, session)


@step
def seat(request: SignedIn, slug: str) -> HttpResponse:
    """One more on the panel."""
    return _add(request, slug, "panelist", commands.seat_panelist)


@step
def add_item(request: SignedIn, slug: str) -> HttpResponse:
    """One more point of the agenda."""
    return _add(request, slug, "item", commands.add_item)


@step
def unseat(request: SignedIn, slug: str, panelist: int) -> HttpResponse:
    """Somebody leaves the panel."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    commands.leave_panel(get_object_or_404(session.panel, pk=panelist))
    return redirect("sessions:programme", slug)


@step
def move_item(request: SignedIn, slug: str, item: int) -> HttpResponse:
    """A point is heard earlier, or later."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    row = get_object_or_404(session.agenda, pk=item)
    commands.move_item(row, up=request.POST.get("ke") != "bawah")
    return redirect("sessions:programme", slug)


@step
def remove_item(request: SignedIn, slug: str, item: int) -> HttpResponse:
    """A point is not heard."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    commands.remove_item(get_object_or_404(session.agenda, pk=item))
    return redirect("sessions:programme", slug)


def _add(request: SignedIn, slug: str, name: str, command: Callable[..., object]) -> HttpResponse:
    session, part = session_for(request.user, slug)
    need(part.runs)
    form = _forms(session, {name: request.POST})[name]
    if form.is_valid():
        try:
            command(session, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("sessions:programme", slug)
    return _answer(request, session, **{name: form})


def _forms(session: Session, typed: dict[str, Any]) -> dict[str, forms.Form]:
    return {
        "panelist": PanelistForm(typed.get("panelist"), auto_id="panelist_%s"),
        "item": AgendaForm(session, typed.get("item"), auto_id="item_%s"),
    }


def _answer(request: SignedIn, session: Session, **refused: forms.Form) -> HttpResponse:
    agenda = agenda_of(session)
    context = {
        "session": session,
        "panel": list(panel_of(session)),
        "agenda": agenda,
        "left": session.minutes - sum(point.item.minutes for point in agenda),
        "forms": _forms(session, {}) | refused,
        "opened": next(iter(refused), ""),
    }
    return render_page(request, "sessions/programme.html", context, 422 if refused else 200)
