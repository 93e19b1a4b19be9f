"""Everything that happens in a room is one line of its log, written here and nowhere else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from klinik.clinic.sessions.models import AgendaItem, AttendanceMark, Session
from klinik.clinic.sessions.queries import hold_places, is_marked
from klinik.clinic.sessions.room.models import RoomEvent
from klinik.clinic.sessions.room.queries import is_running_now, room_of
from klinik.clinic.sessions.room.rules import AFTERWARDS, Event, Kind, RoomClosed, admits
from klinik.clinic.sessions.rules import RequestReused
from klinik.directory.models import Pesantren
from klinik.people.models import User

Source = AttendanceMark.Source
WITH_REGION = {Kind.ASKED, Kind.RAISED}


@transaction.atomic
def happen(
    session: Session,
    kind: Kind,
    *,
    by: User,
    pesantren: Pesantren | None = None,
    about: int | None = None,
    payload: Mapping[str, Any] | None = None,
    request_id: UUID | None = None,
    at: datetime | None = None,
) -> RoomEvent | None:
    """Write down what happened, one after another; None where it stands so already.

    Raises RoomClosed, RequestReused, and what `admits` refuses.
    """
    moment = at or timezone.now()
    said = dict(payload or {})
    if pesantren and kind in WITH_REGION:
        said["region"] = pesantren.region.code
    hold_places(session)
    place = pesantren.pk if pesantren else None
    if known := _known(request_id):
        return _same(known, (session.pk, kind, place, about, said))
    if not session.room_is_open(now=moment, is_after=kind in AFTERWARDS):
        raise RoomClosed
    if not admits(room_of(session), Event(0, kind, moment, place, about, said)):
        return None
    row = RoomEvent.objects.create(
        session=session,
        kind=kind,
        by=by,
        pesantren=pesantren,
        about=about,
        payload=said,
        at=moment,
        request_id=request_id or uuid4(),
    )
    row.refresh_from_db(fields=["number"])
    return row


def _known(request_id: UUID | None) -> RoomEvent | None:
    return RoomEvent.objects.filter(request_id=request_id).first() if request_id else None


def _same(known: RoomEvent, said: tuple[int, Kind, int | None, int | None, Any]) -> RoomEvent:
    then = known.session_id, known.kind, known.pesantren_id, known.about, known.payload
    if then != said:
        raise RequestReused
    return known


def start_item(
    session: Session, *, item: AgendaItem, by: User, at: datetime | None = None
) -> RoomEvent | None:
    """Let a point of the agenda begin; the one before it is done. Raises RoomClosed."""
    said = {
        "item": item.pk,
        "title": item.title,
        "is_hearing": item.kind == AgendaItem.Kind.HEARING,
        "minutes": item.minutes,
    }
    return happen(session, Kind.ITEM_STARTED, by=by, payload=said, at=at)


def be_there(session: Session, *, places: Iterable[Pesantren], by: User) -> int:
    """Being in the room while the session runs is a sign of presence; answers how many are new.

    `places` hold a place in the session and are the person's own.
    """
    new = _unmarked(session, places)
    if not new or not is_running_now(session):
        return 0
    hold_places(session)
    new = _unmarked(session, new)  # many knock at once when a session begins
    for row in new:
        AttendanceMark.objects.create(
            session=session, pesantren=row, source=Source.HEARTBEAT, by=by
        )
    return len(new)


def _unmarked(session: Session, places: Iterable[Pesantren]) -> list[Pesantren]:
    return [row for row in places if not is_marked(session, row, Source.HEARTBEAT)]
