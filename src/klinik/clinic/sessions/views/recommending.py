"""What the panel recommends, and the case that follows from it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import ReasonForm, RecommendationForm
from klinik.clinic.sessions.models import Recommendation, Session
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import pesantren_spoken_of
from klinik.clinic.sessions.views.showing import page_of
from klinik.clinic.sessions.views.steps import step
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


@step
def turn(request: SignedIn, slug: str, number: UUID) -> HttpResponse:
    """A recommendation becomes a case by a tap of an office of the province; another undoes it."""
    session, part = session_for(request.user, slug)
    row = _recommendation(session, number)
    need(any(office.region_id is None for office in part.offices))
    try:
        if "batal" in request.POST:
            commands.take_back_case_of(row, by=request.user)
            said = _("The case is taken back; the recommendation stands without one.")
        else:
            case = commands.turn_into_case(row, by=request.user)
            name = {"number": case.number, "pesantren": row.pesantren.name}
            said = _("%(number)s is open. %(pesantren)s is asked for its figure.") % name
    except DomainError as refusal:
        return page_of(request, session, part, str(refusal.message))
    done(request, said)
    return redirect(f"{session.get_absolute_url()}#rekomendasi")


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
