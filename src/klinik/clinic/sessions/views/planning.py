"""The secretariat plans a session, changes it, announces it and calls it off."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import ReasonForm, SessionForm
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.views.steps import step
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.people.access import SignedIn
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import coordinates


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Plan a session, or several of a series."""
    read_as(request.user)
    if not coordinates(request.user):
        raise PermissionDenied(_("Sessions are planned by the secretariat of the province."))
    form = SessionForm(request.POST or None)
    if form.is_valid():
        try:
            planned = commands.plan_session(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("sessions:programme", planned.slug)
    context = {"form": form}
    return render_page(request, "sessions/new.html", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedIn, slug: str) -> HttpResponse:
    """Change what was planned, or call the session off."""
    session, part = session_for(request.user, slug)
    need(part.plans)
    form = SessionForm.of(session, request.POST or None)
    if form.is_valid():
        try:
            commands.change_session(session, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("The plan is saved."))
            return redirect(session)
    context = {"session": session, "form": form, "reason": ReasonForm(auto_id="off_%s")}
    return render_page(request, "sessions/change.html", context, 422 if form.is_bound else 200)


@step
def announce(request: SignedIn, slug: str) -> HttpResponse:
    """Everybody sees the session from now on, and pesantren register."""
    session, part = session_for(request.user, slug)
    need(part.plans)
    try:
        commands.announce(session, by=request.user)
    except DomainError as refusal:
        return refused(request, session.slug, str(refusal.message))
    done(request, _("The session is announced. Pass its address on."))
    return redirect(session)


def refused(request: SignedIn, slug: str, message: str) -> HttpResponse:
    """The plan with the sentence that says what to do first."""
    session, _part = session_for(request.user, slug)
    form = SessionForm.of(session)
    context = {"session": session, "form": form, "reason": ReasonForm(auto_id="off_%s")}
    return render_page(request, "sessions/change.html", {**context, "refusal": message}, 422)


@step
def call_off(request: SignedIn, slug: str) -> HttpResponse:
    """The session does not take place; whoever has a place is told why."""
    session, part = session_for(request.user, slug)
    need(part.plans)
    reason = ReasonForm(request.POST, auto_id="off_%s")
    if reason.is_valid():
        try:
            commands.call_off(session, by=request.user, **reason.cleaned_data)
        except DomainError as refusal:
            reason.add_error(None, str(refusal.message))
        else:
            done(request, _("The session is called off; everybody who had a place was told."))
            return redirect(session)
    context = {"session": session, "form": SessionForm.of(session), "reason": reason}
    return render_page(request, "sessions/change.html", context, 422)
