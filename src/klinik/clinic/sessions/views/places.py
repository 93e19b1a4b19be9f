"""Who comes: a pesantren takes a place in two taps, an office takes one on its behalf."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.models import Registration, Session
from klinik.clinic.sessions.parties import Part, need, session_for
from klinik.clinic.sessions.queries import participants_of
from klinik.clinic.sessions.tables import PARTICIPANT_COLUMNS
from klinik.clinic.sessions.views.steps import step
from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.feedback import done
from klinik.core.tables import Table, render_table
from klinik.directory.models import Pesantren
from klinik.directory.queries import found_pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.access import answers_for
from klinik.tenancy.models import Office

FOUND = 10  # pesantren offered to an office that registers one
LONGEST = 100


@step
def register(request: SignedIn, slug: str) -> HttpResponse:
    """A pesantren takes a place."""
    session, part = session_for(request.user, slug)
    pesantren, office = _whose(request, part)
    try:
        row = commands.register(session, pesantren=pesantren, by=request.user, office=office)
    except DomainError as refusal:
        return _participants(request, session, part, str(refusal.message))
    name = {"pesantren": row.pesantren.name}
    done(request, _("%(pesantren)s is registered.") % name)
    return redirect("sessions:participants", slug) if office else redirect(session)


@step
def give_back(request: SignedIn, slug: str) -> HttpResponse:
    """A pesantren does not come after all; whoever waits first moves up."""
    session, part = session_for(request.user, slug)
    pesantren, office = _whose(request, part)
    row = get_object_or_404(
        Registration.objects.select_related("session", "pesantren"),
        session=session,
        pesantren=pesantren,
        cancelled_at=None,
    )
    try:
        commands.give_back(row, by=request.user)
    except DomainError as refusal:
        return _participants(request, session, part, str(refusal.message))
    done(request, _("%(pesantren)s gave its place back.") % {"pesantren": pesantren.name})
    return redirect("sessions:participants", slug) if office else redirect(session)


def _whose(request: SignedIn, part: Part) -> tuple[Pesantren, Office | None]:
    """The pesantren that is meant, and the office that acts on its behalf.

    Raises Http404 where there is none, PermissionDenied to whoever may not speak for it.
    """
    slug = request.POST.get("pesantren", "")
    own = next((place for place in part.places if place.slug == slug), None)
    if own:
        return own, None
    need(part.in_office or bool(part.places))
    pesantren = Pesantren.objects.filter(slug=slug).first() if "\0" not in slug else None
    if pesantren is None:
        raise Http404
    offices = answers_for(request.user, pesantren)
    need(bool(offices))
    return pesantren, offices[0]


@login_required
@require_GET
def participants(request: SignedIn, slug: str) -> HttpResponse:
    """Who has a seat and who waits, and for an office the way to register one more."""
    session, part = session_for(request.user, slug)
    return _participants(request, session, part)


def _participants(
    request: SignedIn, session: Session, part: Part, refusal: str = ""
) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", " ")[:LONGEST].split())
    rows = participants_of(session)
    registered = {row.pesantren_id for row, _standing in rows}
    found = found_pesantren(text=text)[:FOUND] if text and part.in_office else []
    table = Table(
        PARTICIPANT_COLUMNS,
        rows,
        asked=request.GET,
        name=f"peserta-{session.slug}",
        paper=Paper(_("Participants"), said=[session.theme]),
    )
    context = {
        "session": session,
        "part": part,
        "q": text,
        "found": [(place, place.pk in registered, part.answers_for(place)) for place in found],
        "refusal": refusal,
        "places": sorted((row.pesantren for row, _standing in rows), key=lambda place: place.name),
        "takes": session.takes_registrations,
        "own": {place.pk for place in part.places},
    }
    status = 422 if refusal else 200
    return render_table(request, "sessions/participants.html", table, context, status)
