"""What calendars and shared addresses ask for: public, and kept by whoever asks."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from klinik.clinic.sessions.calendars import calendar_of
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.words import when_of
from klinik.directory.sharing.views import picture_answer
from klinik.people.access import read_as

FRESH_SECONDS = 30 * 60
KEPT_DAYS = 400  # of the feed: what was held within a year or so
MOST = 500


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Every announced session, for calendars that follow; without a key."""
    read_as(None)
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    sessions = Session.objects.announced().filter(starts_at__gte=since).order_by("starts_at")
    return _answer(calendar_of(sessions[:MOST], name=_house(request)), "sesi")


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One session, to be put into one's own calendar."""
    read_as(None)
    session = get_object_or_404(Session.objects.announced(), slug=slug)
    return _answer(calendar_of([session], name=_house(request)), session.slug)


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture that goes with the address of a session: theme and day."""
    read_as(None)
    session = get_object_or_404(Session.objects.announced(), slug=slug)
    with override("id"):
        facts = (when_of(session), *(str(row) for row in session.aspects.all()[:2]))
        over = _("Panel session")
    return picture_answer(request, over, session.theme, facts, is_simulated=session.is_simulated)


def _house(request: HttpRequest) -> str:
    return getattr(getattr(request, "programme", None), "short_name", "") or "Klinik OPOP"


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
