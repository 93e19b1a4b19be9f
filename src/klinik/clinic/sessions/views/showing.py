"""The list of sessions, one session with everything, and what was changed in it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from klinik.clinic.sessions.models import (
    AgendaItem,
    Minutes,
    Panelist,
    Recommendation,
    Room,
    Session,
)
from klinik.clinic.sessions.parties import NOBODY, Part, session_for
from klinik.clinic.sessions.passing_on import invitation_of
from klinik.clinic.sessions.queries import (
    Point,
    agenda_of,
    latest_minutes,
    others_of_series,
    panel_of,
    places_of,
    recommendations_of,
    shown_sessions,
)
from klinik.clinic.sessions.room.queries import heard_of, named_in, results_of, room_of
from klinik.clinic.sessions.rules import WRITTEN_WITHIN, Phase, may_embed, provider_of
from klinik.core.http import render_page
from klinik.directory.models import Aspect
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import offices_of, read_as
from klinik.tenancy.history.views import history_page
from klinik.tenancy.queries import coordinates

PER_PAGE = 12


def reader_of(request: HttpRequest) -> User | None:
    """Who looks at a page that is everybody's."""
    return request.user if isinstance(request.user, User) else None


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """What comes, and what was held; what is still planned for the offices alone."""
    user = reader_of(request)
    read_as(user)
    aspects = list(Aspect.objects.all())
    asked = request.GET.get("aspek", "")
    aspect = asked if asked in {row.code for row in aspects} else ""
    rows = shown_sessions()
    if aspect:
        rows = rows.filter(aspects__code=aspect)
    now = timezone.now()
    context = {
        "aspects": aspects,
        "aspect": aspect,
        "drafts": _drafts(rows) if user and offices_of(user) else [],
        "coming": rows.announced().filter(ends_at__gt=now).order_by("starts_at", "pk"),
        "page": Paginator(
            rows.announced().filter(ends_at__lte=now).order_by("-starts_at", "-pk"), PER_PAGE
        ).get_page(request.GET.get("page")),
        "may_plan": user is not None and coordinates(user),
    }
    return render_page(request, "sessions/list.html", context)


def _drafts(rows: QuerySet[Session]) -> QuerySet[Session]:
    planned = rows.filter(announced_at=None, cancelled_at=None)
    return planned.order_by("starts_at", "pk")


@require_GET
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """One session: who sits there, what is heard, who comes, and afterwards what came of it."""
    return page_of(request, *session_for(reader_of(request), slug))


def page_of(request: HttpRequest, found: Session, part: Part, refusal: str = "") -> HttpResponse:
    """The page of a session, and why a step on it was refused."""
    context: dict[str, Any] = {
        "session": found,
        "part": part,
        "refusal": refusal,
        **_plan(found),
        **_of_reader(found, part),
        **(_of_room(found) if part.follows else {}),
        **_outcome(found, part),
    }
    if part.writes:
        context |= _owed(found, context["agenda"], context["recommendations"])
    return render_page(request, "sessions/session.html", context, 422 if refusal else 200)


def _owed(session: Session, agenda: list[Point], written: list[Recommendation]) -> dict[str, Any]:
    """Until when the recommendations are promised, where a case was heard and none is written."""
    heard = [point for point in agenda if point.item.kind == AgendaItem.Kind.HEARING]
    stands = any(row.withdrawn_at is None for row in written)
    if session.phase != Phase.OVER or not session.knows_time or stands or not heard:
        return {}
    until = session.ends_at + WRITTEN_WITHIN
    return {"owed_until": until, "is_owed_late": until < timezone.now()}


def _plan(session: Session) -> dict[str, Any]:
    panel = list(panel_of(session))
    return {
        "moderator": next((row for row in panel if row.part == Panelist.Part.MODERATOR), None),
        "panel": panel,
        "agenda": agenda_of(session),
        "series": others_of_series(session),
        "phase": session.phase,
        "is_over": session.phase == Phase.OVER,
        "waiting": max(session.registered - session.capacity, 0) if session.capacity else 0,  # type: ignore[attr-defined]  # annotated
    }


def _of_reader(session: Session, part: Part) -> dict[str, Any]:
    """The places of the reader's own pesantren, and the video for those who may come."""
    if part is NOBODY:
        return {}
    standing = places_of(session, part.places)
    own = [(place, standing.get(place.pk)) for place in part.places]
    room = Room.objects.filter(session=session).first()
    is_let_in = part.writes or part.in_office or any(row and row[1].is_seated for _, row in own)
    video = room.video_url if room and is_let_in and session.takes_registrations else ""
    may_type = any(row for _, row in own) and session.phase == Phase.RUNNING
    return {
        "own": own,
        "video": video,
        "provider": provider_of(video) if video else "",
        "may_embed": may_embed(video, settings.VIDEO_HOSTS),
        "may_type_code": may_type,
        "invitation": invitation_of(session) if session.announced_at else "",
    }


def _of_room(session: Session) -> dict[str, Any]:
    """What happened in the live room, for those who may follow it: the public reads no log."""
    room, is_open = room_of(session), session.room_is_open()
    return {
        "room_is_open": is_open,
        "times": room.times,
        "was_asked": bool(room.questions),
        "heard": heard_of(room, named_in(room), room_is_open=is_open)[::-1],  # as they were asked
        "polls": results_of(room, room_is_open=is_open),
    }


def _outcome(session: Session, part: Part) -> dict[str, Any]:
    recommendations = list(recommendations_of(session))
    return {
        "summary": latest_minutes(session, Minutes.Kind.SUMMARY),
        "minutes": latest_minutes(session, Minutes.Kind.MINUTES),
        "recommendations": recommendations,
        "may_turn": any(office.region_id is None for office in part.offices),
    }


@require_safe
@login_required
@never_cache
def history(request: SignedIn, slug: str) -> HttpResponse:
    """What was changed in a session, its panel and its agenda; for the offices."""
    found, part = session_for(request.user, slug)
    if not part.in_office:
        raise Http404
    return history_page(request, found, Session, Panelist, AgendaItem)
