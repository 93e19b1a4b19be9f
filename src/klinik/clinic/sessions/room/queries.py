"""Questions asked of a room: its log, and how it stands by it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from klinik.clinic.cases.models import Case
from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.parties import Part
from klinik.clinic.sessions.queries import Point
from klinik.clinic.sessions.room.models import RoomEvent
from klinik.clinic.sessions.room.rules import (
    Hand,
    Poll,
    Question,
    Room,
    Said,
    Stage,
    in_order,
    reason_of,
    replay,
)
from klinik.clinic.sessions.room.rules.queue import hands_in_order
from klinik.clinic.stories.models import Story
from klinik.directory.models import Pesantren
from klinik.people.models import User

LINES = 30  # of the chat, on the page


class Place(NamedTuple):
    """A line of the queue, or a raised hand, with the reason why it stands there."""

    row: Question | Hand
    pesantren: Pesantren
    reason: str
    is_mine: bool
    has_my_vote: bool


class Line(NamedTuple):
    """A line of the chat."""

    row: Said
    name: str
    pesantren: Pesantren | None


class Heard(NamedTuple):
    """A question that is on, or was: with what became of it."""

    row: Question
    pesantren: Pesantren
    case: Case | None  # where the reader may see it
    topic: Topic | None


class Counted(NamedTuple):
    """A poll with how many chose what."""

    poll: Poll
    rows: list[dict[str, Any]]

    @property
    def voices(self) -> int:
        """How many pesantren chose."""
        return len(self.poll.choices)


def room_of(session: Session) -> Room:
    """How the room stands now."""
    return replay(row.as_event for row in session.room_events.all())


def is_running_now(session: Session) -> bool:
    """The session runs, by the clock that PostgreSQL judges a mark by: that of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT panels_is_running(%s)", [session.pk])
        return bool((cursor.fetchone() or (False,))[0])


def events_after(session: Session, number: int) -> list[RoomEvent]:
    """What happened after this event."""
    return list(session.room_events.filter(number__gt=number))


def places_held(session: Session, part: Part) -> list[Pesantren]:
    """The reader's pesantren that have a place in the session."""
    standing = session.registrations.filter(cancelled_at=None).values_list("pesantren", flat=True)
    ids = set(standing.filter(pesantren__in=[row.pk for row in part.places]))
    return [row for row in part.places if row.pk in ids]


def named_in(room: Room) -> dict[int, Pesantren]:
    """Every pesantren that the room speaks of, with its regency."""
    ids = {row.pesantren for row in room.questions.values()} | set(room.hands)
    ids |= {row.pesantren for row in room.said.values() if row.pesantren}
    return Pesantren.objects.select_related("region").in_bulk(ids)


def queue_of(room: Room, names: dict[int, Pesantren], mine: set[int], voice: int) -> list[Place]:
    """The questions that wait, in the published order, each with its reason.

    `mine` are the reader's pesantren, `voice` is the one that they speak for now.
    """
    return [
        _place(room, row, names[row.pesantren], mine, voted=voice in row.votes)
        for row in in_order(room)
    ]


def hands_of(room: Room, names: dict[int, Pesantren], mine: set[int]) -> list[Place]:
    """The raised hands in the order in which they get the floor."""
    return [
        _place(room, row, names[row.pesantren], mine, voted=False) for row in hands_in_order(room)
    ]


def _place(
    room: Room, row: Question | Hand, pesantren: Pesantren, mine: set[int], *, voted: bool
) -> Place:
    reason = reason_of(room, row, pesantren.region.name)
    return Place(row, pesantren, reason, row.pesantren in mine, voted)


def heard_of(room: Room, names: dict[int, Pesantren], *, room_is_open: bool) -> list[Heard]:
    """The questions that were answered, the last one first, with what they became.

    The one that was on when the room closed was heard too.
    """
    stages = {Stage.ANSWERED} if room_is_open else {Stage.ANSWERED, Stage.TAKEN}
    rows = [row for row in room.questions.values() if row.stage in stages]
    cases = {
        row.number: row
        for row in Case.objects.filter(number__in=[row.case for row in rows if row.case])
    }
    topics = {
        row.slug: row
        for row in Topic.objects.filter(slug__in=[row.topic for row in rows if row.topic])
    }
    return [
        Heard(row, names[row.pesantren], cases.get(row.case), topics.get(row.topic))
        for row in reversed(rows)
    ]


def counted(poll: Poll) -> Counted:
    """Each choice of a poll, and how many chose it."""
    rows = zip(poll.options, poll.counts, strict=True)
    return Counted(
        poll,
        [
            {"number": number, "label": words, "value": count}
            for number, (words, count) in enumerate(rows)
        ],
    )


def results_of(room: Room, *, room_is_open: bool) -> list[Counted]:
    """The polls whose result is shown, the first one first."""
    polls = room.polls.values()
    return [counted(poll) for poll in polls if poll.tells(room_is_open=room_is_open)]


def case_of(question: Question) -> Case | None:
    """What the question became, where the reader may see it."""
    return Case.objects.filter(number=question.case).first() if question.case else None


def hidden_of(room: Room, mine: set[int], *, all_of_them: bool) -> list[Question]:
    """What the moderator hid, with the reason: for the moderator, and for whoever asked."""
    rows = [row for row in room.questions.values() if row.stage == Stage.HIDDEN]
    return [row for row in rows if all_of_them or row.pesantren in mine]


def chat_of(
    room: Room, names: dict[int, Pesantren], reader: User, *, all_of_them: bool
) -> list[Line]:
    """The last lines of the chat, with who wrote them.

    What the moderator hid, with the reason, is for the moderator and for whoever wrote it; it stays
    there when others have written since, so that it can be shown again.
    """
    shown = [
        row for row in room.said.values() if not row.reason or all_of_them or row.by == reader.pk
    ]
    rows = [row for row in shown[:-LINES] if row.reason] + shown[-LINES:]
    people = User.objects.in_bulk({row.by for row in rows})
    return [Line(row, people[row.by].name, names.get(row.pesantren or 0)) for row in rows]


def agenda_left(agenda: Iterable[Point], room: Room) -> list[tuple[int, str, int]]:
    """Points of the agenda that were not heard yet: id, title and planned minutes."""
    done = room.heard | ({room.item.pk} if room.item else set())
    return [
        (row.item.pk, row.item.title, row.item.minutes) for row in agenda if row.item.pk not in done
    ]


def agenda_others(agenda: Iterable[Point], room: Room) -> list[tuple[int, str, bool]]:
    """Every point but the one that is on: id, title, and whether it was heard already."""
    on = room.item.pk if room.item else 0
    items = (row.item for row in agenda if row.item.pk != on)
    return [(item.pk, item.title, item.pk in room.heard) for item in items]


def story_on(agenda: Iterable[Point], room: Room) -> Story | None:
    """The story that is told now, while it is public."""
    now = room.item.pk if room.item else 0
    return next((row.story for row in agenda if row.item.pk == now), None)
