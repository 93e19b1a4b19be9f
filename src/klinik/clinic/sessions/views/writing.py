"""What was said: the summary for everybody, the minutes for the network, the recording."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions import commands
from klinik.clinic.sessions.forms import MinutesForm, RecordingForm
from klinik.clinic.sessions.models import Minutes
from klinik.clinic.sessions.parties import need, session_for
from klinik.clinic.sessions.queries import latest_minutes
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.people.access import SignedIn

Kind = Minutes.Kind


@login_required
@require_http_methods(["GET", "POST"])
def summary(request: SignedIn, slug: str) -> HttpResponse:
    """What everybody may read of the session."""
    return _write(request, slug, Kind.SUMMARY)


@login_required
@require_http_methods(["GET", "POST"])
def minutes(request: SignedIn, slug: str) -> HttpResponse:
    """What was said, for everybody with a role in the network."""
    return _write(request, slug, Kind.MINUTES)


def _write(request: SignedIn, slug: str, kind: Kind) -> HttpResponse:
    session, part = session_for(request.user, slug)
    asked = request.GET.get("revisi", "")
    if asked:
        return _revision(request, slug, kind, asked)
    need(part.writes)
    last = latest_minutes(session, kind)
    after = last.revision if last else 0
    form = MinutesForm(
        request.POST or None, initial={"text": last.text if last else "", "after": after}
    )
    if form.is_valid():
        try:
            commands.write_minutes(session, kind=kind, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            # Saved again, it follows the revision that is shown beside it now.
            form = MinutesForm({"text": form.cleaned_data["text"], "after": after})
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("Saved. Earlier versions stay."))
            return redirect(session)
    context = {
        "session": session,
        "form": form,
        "kind": kind,
        "last": last,
        "revisions": session.minutes_written.filter(kind=kind).select_related("by"),
        "is_refused": form.is_bound,
    }
    return render_page(request, "sessions/write.html", context, 422 if form.is_bound else 200)


def _revision(request: SignedIn, slug: str, kind: Kind, asked: str) -> HttpResponse:
    session, _part = session_for(request.user, slug)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    rows = session.minutes_written.filter(kind=kind).select_related("by")
    row = rows.filter(revision=number).first()
    if row is None:
        raise Http404
    context = {"session": session, "row": row, "kind": kind}
    return render_page(request, "sessions/revision.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def recording(request: SignedIn, slug: str) -> HttpResponse:
    """Where the session can be watched again."""
    session, part = session_for(request.user, slug)
    need(part.runs)
    form = RecordingForm(request.POST or None, initial={"url": session.recording_url})
    if form.is_valid():
        try:
            commands.publish_recording(session, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done(request, _("The link of the recording is saved."))
            return redirect(session)
    context = {"session": session, "form": form}
    return render_page(request, "sessions/recording.html", context, 422 if form.is_bound else 200)
