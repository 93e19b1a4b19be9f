"""The announced panel sessions for programs, without signing in."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema

from klinik.clinic.sessions.models import AgendaItem, Session, SessionQuerySet
from klinik.clinic.sessions.queries import shown_sessions
from klinik.clinic.stories.models import Story
from klinik.directory.opened.cursors import Cursor, Limit, page_of
from klinik.directory.opened.schemas import address_of
from klinik.people.access import read_as

router = Router(tags=["sessions"], auth=None)


class ItemOut(Schema):
    """One point of the agenda; `story` is the slug of a public story that is told there."""

    kind: str
    title: str
    minutes: int
    pesantren: str | None
    story: str | None


class SessionOut(Schema):
    """One panel session. Where `knows_time` is false, only the day is known."""

    slug: str
    theme: str
    about: str
    page: str
    aspects: list[str]
    phase: str
    starts_at: datetime
    ends_at: datetime
    knows_time: bool
    capacity: int | None
    cancel_reason: str
    recording_url: str
    source: str
    reported_pesantren: int | None
    agenda: list[ItemOut]
    is_simulated: bool


class SessionPage(Schema):
    """One page of sessions: `next` is the cursor of the page behind it, null on the last."""

    results: list[SessionOut]
    next: str | None


@router.get("/sessions", response=SessionPage)
def list_sessions(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The announced sessions, the first planned first, without what only those who come know."""
    read_as(None)
    return page_of(_shown(), _session, cursor=cursor, limit=limit)


@router.get("/sessions/{slug:slug}", response=SessionOut)
def get_session(request: HttpRequest, slug: Path[str]) -> SessionOut:
    """One session by the last word of its page's address."""
    read_as(None)
    return _session(get_object_or_404(_shown(), slug=slug))


def _shown() -> SessionQuerySet:
    """Announced ones with their agendas; a story that is not public now is none."""
    items = AgendaItem.objects.select_related("pesantren")
    items = items.prefetch_related(Prefetch("story", Story.objects.published()))
    return shown_sessions().announced().prefetch_related(Prefetch("agenda", items))


def _item(item: AgendaItem) -> ItemOut:
    return ItemOut(
        kind=item.kind,
        title=item.title,
        minutes=item.minutes,
        pesantren=item.pesantren.slug if item.pesantren else None,
        story=item.story.slug if item.story else None,
    )


def _session(session: Session) -> SessionOut:
    return SessionOut(
        slug=session.slug,
        theme=session.theme,
        about=session.about,
        page=address_of(session.get_absolute_url()),
        aspects=[aspect.code for aspect in session.aspects.all()],
        phase=session.phase,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        knows_time=session.knows_time,
        capacity=session.capacity,
        cancel_reason=session.cancel_reason,
        recording_url=session.recording_url,
        source=session.source,
        reported_pesantren=session.reported_pesantren,
        agenda=[_item(item) for item in session.agenda.all()],
        is_simulated=session.is_simulated,
    )
