"""Planning a session, changing the plan, announcing it and calling it off."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from klinik.clinic.cases.rules import fingerprint
from klinik.clinic.sessions.commands.telling import tell_called_off, tell_moved, tell_moved_up
from klinik.clinic.sessions.models import Room, Session
from klinik.clinic.sessions.queries import hold_places, seated_of
from klinik.clinic.sessions.rules import (
    InThePast,
    SessionOver,
    TooFewSeats,
    months_on,
    refuse_odd_time,
    refuse_reused,
    refuse_silence,
    refuse_unsafe,
)
from klinik.core.slugs import FIXED_WORDS
from klinik.directory.models import Aspect
from klinik.people.models import User

OF_CALENDARS = ("starts_at", "ends_at", "theme")  # what a calendar has to be told of anew


@transaction.atomic
def plan_session(
    *,
    theme: str,
    about: str,
    aspects: Iterable[Aspect],
    starts_at: datetime,
    minutes: int,
    capacity: int | None,
    video_url: str,
    times: int,
    request_id: UUID,
    by: User,
    is_simulated: bool = False,
    at: datetime | None = None,
) -> Session:
    """Plan a session as a draft, or `times` of them, one each month on the same weekday.

    Answers with the first one; sent twice, they are there once. Raises InThePast, TooFar,
    UnsafeLink, RequestReused.
    """
    aspects = list(aspects)
    content: dict[str, Any] = {"theme": theme, "about": about, "capacity": capacity}
    asked = content | {"starts_at": starts_at.astimezone(UTC), "minutes": minutes}
    asked |= {"video": video_url, "times": times, "simulated": is_simulated}
    said = _said("plan", aspects, asked)
    _one_after_another(by)
    if known := _known(request_id, said):
        return known
    moment = at or timezone.now()
    refuse_odd_time(starts_at, now=moment)
    if video_url:
        refuse_unsafe(video_url)
    content |= {"made_by": by, "made_at": moment, "is_simulated": is_simulated}
    content["fingerprint"] = said
    content |= {"series": request_id if times > 1 else None}
    planned = [
        _plan(content, aspects, start, minutes, video_url, _key(request_id, number))
        for number, start in enumerate(_starts(starts_at, times))
    ]
    return planned[0]


def _one_after_another(by: User) -> None:
    """Whoever plans two sessions at once waits here for the first."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _said(kind: str, aspects: Iterable[Aspect], content: dict[str, Any]) -> str:
    named = {"kind": kind, "aspects": " ".join(sorted(aspect.code for aspect in aspects))}
    return fingerprint(named | {name: str(value) for name, value in content.items()})


def _known(request_id: UUID, said: str) -> Session | None:
    known = Session.objects.filter(request_id=request_id).first()
    if known:
        refuse_reused(known.fingerprint, said)
    return known


def _starts(first: datetime, times: int) -> list[datetime]:
    local = timezone.localtime(first)
    zone = timezone.get_default_timezone()
    days = months_on(local.date(), times)
    return [datetime.combine(day, local.time(), tzinfo=zone) for day in days]


def _key(request_id: UUID, number: int) -> UUID:
    return uuid5(request_id, str(number)) if number else request_id


def _plan(
    content: dict[str, Any],
    aspects: Iterable[Aspect],
    starts_at: datetime,
    minutes: int,
    video_url: str,
    request_id: UUID,
) -> Session:
    session = Session.objects.create(
        **content,
        slug=_free_slug(str(content["theme"]), timezone.localtime(starts_at).date()),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        request_id=request_id,
    )
    session.aspects.set(aspects)
    Room.objects.create(session=session, video_url=video_url)
    return session


@transaction.atomic
def report_session(
    *,
    theme: str,
    about: str,
    aspects: Iterable[Aspect],
    on: date,
    reported_pesantren: int | None,
    source: str,
    request_id: UUID,
    by: User,
) -> Session:
    """Write down a session that was held elsewhere and reported by `source`; twice is once.

    Only its day is known. Raises RequestReused.
    """
    aspects = list(aspects)
    content: dict[str, Any] = {"theme": theme, "about": about, "source": source}
    content |= {"reported_pesantren": reported_pesantren}
    said = _said("report", aspects, content | {"on": on})
    _one_after_another(by)
    if known := _known(request_id, said):
        return known
    zone = timezone.get_default_timezone()
    begins = datetime(on.year, on.month, on.day, tzinfo=zone)
    session = Session.objects.create(
        **content,
        slug=_free_slug(theme, on),
        starts_at=begins,
        ends_at=begins + timedelta(days=1),
        knows_time=False,
        announced_at=begins,
        request_id=request_id,
        fingerprint=said,
        made_by=by,
    )
    session.aspects.set(aspects)
    Room.objects.create(session=session)
    return session


@transaction.atomic
def change_session(
    session: Session,
    *,
    theme: str,
    about: str,
    aspects: Iterable[Aspect],
    starts_at: datetime,
    minutes: int,
    capacity: int | None,
    video_url: str,
    by: User,
) -> Session:
    """Change what was planned; whoever has a place is told of another day or time.

    Raises SessionOver, InThePast, TooFar, TooFewSeats, UnsafeLink.
    """
    session = _open(session, now=timezone.now())
    if video_url:
        refuse_unsafe(video_url)
    if starts_at != session.starts_at:
        refuse_odd_time(starts_at, now=timezone.now())
    seated = _seats(session, capacity)
    has_moved = starts_at != session.starts_at
    ends_at = starts_at + timedelta(minutes=minutes)
    content = {"theme": theme, "about": about, "capacity": capacity}
    _save(session, content | {"starts_at": starts_at, "ends_at": ends_at})
    session.aspects.set(aspects)
    Room.objects.filter(session=session).exclude(video_url=video_url).update(video_url=video_url)
    if session.announced_at:
        _tell_of_change(session, seated, has_moved=has_moved, by=by)
    return session


def _save(session: Session, content: dict[str, Any]) -> None:
    changed = [name for name, value in content.items() if getattr(session, name) != value]
    for name in changed:
        setattr(session, name, content[name])
    if any(name in OF_CALENDARS for name in changed):
        session.sequence += 1
        changed.append("sequence")
    if changed:
        session.save(update_fields=changed)


def _tell_of_change(session: Session, seated: set[int], *, has_moved: bool, by: User) -> None:
    """Another day is told to everybody; a seat to whoever waited before the room grew."""
    if has_moved:
        tell_moved(session, by=by)
    for registration in seated_of(session):
        if registration.pk not in seated:
            tell_moved_up(registration)


def _seats(session: Session, capacity: int | None) -> set[int]:
    """Who has a seat now. Raises TooFewSeats where the new capacity has fewer."""
    hold_places(session)
    seated = seated_of(session)
    if capacity is not None and len(seated) > capacity:
        raise TooFewSeats(len(seated))
    return {row.pk for row in seated}


@transaction.atomic
def announce(session: Session, *, by: User, at: datetime | None = None) -> Session:
    """Show the session to everybody and take registrations; done twice, once.

    Raises SessionOver, InThePast.
    """
    moment = at or timezone.now()
    session = _open(session, now=moment)
    if session.announced_at is None:
        if session.starts_at <= moment:
            raise InThePast
        session.announced_at = moment
        session.save(update_fields=["announced_at"])
    return session


@transaction.atomic
def call_off(session: Session, *, reason: str, by: User) -> Session:
    """The session does not take place; everybody who has a place is told. Done twice, once.

    Raises SessionOver, NoReason.
    """
    refuse_silence(reason)
    session = _locked(session)
    if session.cancelled_at is None:
        if session.ends_at <= timezone.now():
            raise SessionOver
        session.cancelled_at, session.cancel_reason = timezone.now(), reason.strip()
        session.sequence += 1
        session.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
        if session.announced_at:
            tell_called_off(session, by=by)
    return session


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update(of=["self"]).get(pk=session.pk)


def _open(session: Session, *, now: datetime) -> Session:
    session = _locked(session)
    if session.cancelled_at or session.ends_at <= now:
        raise SessionOver
    return session


def _free_slug(theme: str, on: date) -> str:
    wanted = f"{slugify(theme)[:100].strip('-') or 'sesi'}-{on.isoformat()}"
    slugs = Session.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    taken = set(slugs) | FIXED_WORDS
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
