"""Who was there: the roll, the code, and corrections."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import CodeForm, CorrectionForm
from klinik.clinic.sessions.models import Room, Session
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import attendance_of
from klinik.clinic.sessions.room.queries import places_held
from klinik.clinic.sessions.rules import code_of
from klinik.clinic.sessions.tables import ATTENDANCE_COLUMNS
from klinik.clinic.sessions.views.places import FOUND, LONGEST
from klinik.clinic.sessions.views.steps import step
from klinik.clinic.sessions.words import when_of
from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.directory.models import Pesantren
from klinik.directory.queries import found_pesantren
from klinik.people.access import SignedIn
from klinik.people.commands.attempts import count_attempt, forget_attempts


@login_required
@require_http_methods(["GET", "POST"])
def attendance(request: SignedIn, slug: str) -> HttpResponse:
    """The roll: who is ticked counts as present."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    if request.method == "GET":
        return _answer(request, session)
    slugs = [typed for typed in request.POST.getlist("hadir") if "\0" not in typed]
    held = session.registrations.filter(cancelled_at=None).values("pesantren")
    present = list(Pesantren.objects.filter(slug__in=slugs, pk__in=held))
    try:
        new = commands.call_roll(session, present=present, by=request.user)
    except DomainError as refusal:
        return _answer(request, session, refusal=str(refusal.message))
    said = ngettext(
        "%(new)s pesantren more is present.", "%(new)s pesantren more are present.", new
    )
    done(request, said % {"new": new})
    return redirect("sessions:attendance", slug)


@step
def new_code(request: SignedIn, slug: str) -> HttpResponse:
    """A code to show in the session, for a quarter of an hour."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    try:
        commands.give_code(session, after=_round(request), by=request.user)
    except DomainError as refusal:
        return _answer(request, session, refusal=str(refusal.message))
    return redirect("sessions:attendance", slug)


def _round(request: SignedIn) -> int | None:
    typed = request.POST.get("after", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else None


@step
def correct(request: SignedIn, slug: str) -> HttpResponse:
    """What is true of one pesantren, with the reason."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    form = _correction(session, request, request.POST)
    if form.is_valid():
        try:
            commands.correct_attendance(session, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("The attendance is corrected."))
            return redirect("sessions:attendance", slug)
    return _answer(request, session, correction=form)


def _correction(session: Session, request: SignedIn, typed: object = None) -> CorrectionForm:
    """Of those who were registered or seen, and of one that was looked for by its name."""
    places = [row.pesantren.pk for row in attendance_of(session)]
    text = _text(request)
    places += [row.pk for row in found_pesantren(text=text)[:FOUND]] if text else []
    return CorrectionForm(places, typed, auto_id="correct_%s")


def _text(request: SignedIn) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ")[:LONGEST].split())


def _answer(
    request: SignedIn,
    session: Session,
    *,
    correction: CorrectionForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    rows = attendance_of(session)
    room = Room.objects.get(session=session)
    counts = room.code_until is not None and room.code_until > timezone.now()
    table = Table(
        ATTENDANCE_COLUMNS,
        rows,
        asked=request.GET,
        name=f"hadir-{session.slug}",
        paper=Paper(_("Attendance"), said=[session.theme, when_of(session)]),
    )
    context = {
        "session": session,
        "rows": rows,
        "present": sum(row.is_present for row in rows),
        "code": code_of(settings.SECRET_KEY, session.pk, room.code_round) if counts else "",
        "code_until": room.code_until,
        "code_round": room.code_round,
        "correction": correction or _correction(session, request),
        "q": _text(request),
        "refusal": refusal,
    }
    status = 422 if refusal or correction else 200
    return render_table(request, "sessions/attendance.html", table, context, status)


@login_required
@require_http_methods(["GET", "POST"])
def code(request: SignedIn, slug: str) -> HttpResponse:
    """Somebody of a pesantren types the code that the moderator shows."""
    session, part = session_for(request.user, slug)
    places = places_held(session, part)
    need(bool(places))
    asked = request.POST.get("pesantren", "")
    place = next((row for row in places if row.slug == asked), places[0])
    form = CodeForm(request.POST or None)
    if form.is_valid():
        guesses = f"session-{session.pk} {request.user.pk}"
        try:
            count_attempt(guesses)
            commands.type_code(session, pesantren=place, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            forget_attempts(guesses)
            done(request, _("%(pesantren)s counts as present.") % {"pesantren": place.name})
            return redirect(session)
    context = {"session": session, "places": places, "place": place, "form": form}
    return render_page(request, "sessions/code.html", context, 422 if form.is_bound else 200)
