"""What was said, written down in revisions; and where it can be watched again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from klinik.clinic.sessions.models import Minutes, Session
from klinik.clinic.sessions.queries import hold_places, latest_minutes
from klinik.clinic.sessions.rules import ChangedSince, NotBegun, refuse_silence, refuse_unsafe
from klinik.people.models import User


@transaction.atomic
def write_minutes(
    session: Session,
    *,
    kind: str,
    text: str,
    after: int,
    by: User,
    at: datetime | None = None,
) -> Minutes:
    """Save a revision of the minutes or of the summary, written from revision `after` on.

    The same words again are no new revision. Raises ChangedSince, NoReason.
    """
    refuse_silence(text)
    hold_places(session)
    last = latest_minutes(session, kind)
    if last and last.text == text:
        return last
    revision = last.revision if last else 0
    if revision != after:
        raise ChangedSince
    return Minutes.objects.create(
        session=session,
        kind=kind,
        revision=revision + 1,
        text=text,
        by=by,
        at=at or timezone.now(),
    )


@transaction.atomic
def publish_recording(session: Session, *, url: str) -> Session:
    """Say where the session can be watched again; an empty address takes it back.

    Raises NotBegun, UnsafeLink.
    """
    if url:
        refuse_unsafe(url)
    session = Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    if session.phase not in {"running", "over"}:
        raise NotBegun
    if session.recording_url != url:
        session.recording_url = url
        session.save(update_fields=["recording_url"])
    return session
