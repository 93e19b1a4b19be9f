"""What the panel recommends, and the case that follows from it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import ReasonForm, RecommendationForm, TurnForm
from klinik.clinic.sessions.models import Recommendation, Session
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import pesantren_spoken_of
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.people.access import SignedIn


@login_required
@require_http_methods(["GET", "POST"])
def recommend(request: SignedIn, slug: str) -> HttpResponse:
    """Write down what the panel recommends."""
    session, part = session_for(request.user, slug)
    need(part.writes)
    form = RecommendationForm(pesantren_spoken_of(session), request.POST or None)
    if form.is_valid():
        try:
            commands.recommend(session, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("The recommendation is written down; its office was told."))
            return redirect(session)
    context = {"session": session, "form": form}
    return render_page(request, "sessions/recommend.html", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def turn(request: SignedIn, slug: str, number: UUID) -> HttpResponse:
    """An officer of the province opens the case that follows from a recommendation."""
    session, part = session_for(request.user, slug)
    row = _recommendation(session, number)
    need(any(office.region_id is None for office in part.offices))
    if row.case:
        return redirect(row.case)
    form = TurnForm(request.POST or None, initial=_known(row))
    if form.is_valid():
        try:
            case = commands.turn_into_case(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(case)
    context = {"session": session, "row": row, "form": form}
    return render_page(request, "sessions/turn.html", context, 422 if form.is_bound else 200)


def _known(row: Recommendation) -> dict[str, Any]:
    aspect = row.office.aspect
    return {
        "title": row.text.split("\n")[0][:150],
        "description": row.text,
        "since": timezone.localtime(row.session.starts_at).date(),
        "aspect": aspect.code if aspect else None,
    }


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, slug: str, number: UUID) -> HttpResponse:
    """Take a recommendation back, with the reason."""
    session, part = session_for(request.user, slug)
    row = _recommendation(session, number)
    need(part.runs or row.by_id == request.user.pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            commands.withdraw_recommendation(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("The recommendation is taken back; it stays to be read."))
            return redirect(session)
    context = {"session": session, "row": row, "form": form}
    return render_page(request, "sessions/withdraw.html", context, 422 if form.is_bound else 200)


def _recommendation(session: Session, number: UUID) -> Recommendation:
    rows = session.recommendations.select_related("pesantren", "office", "case", "session")
    return get_object_or_404(rows, number=number)
