"""Panel and agenda of a session, put together by the secretariat or the moderator."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import AgendaForm, PanelistForm, StoryForm
from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import agenda_of, panel_of
from klinik.clinic.sessions.views.steps import step
from klinik.core.errors import DomainError
from klinik.core.feedback import done
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


@login_required
@require_http_methods(["GET", "POST"])
def name_story(request: SignedIn, slug: str, item: int) -> HttpResponse:
    """Which story a point tells, also after the session; without one its name is taken away."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    rows = session.agenda.select_related("story")
    row = get_object_or_404(rows, pk=item, kind=AgendaItem.Kind.STORY)
    form = StoryForm(request.POST or None, initial={"story": row.story and row.story.slug})
    if form.is_valid():
        commands.name_story(row, **form.cleaned_data)
        done(request, _("Saved."))
        return redirect("sessions:programme", slug)
    context = {"session": session, "item": row, "form": form}
    return render_page(request, "sessions/name_story.html", context, 422 if form.is_bound else 200)


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
