"""The log as the database keeps it: numbered without a gap, written by whom it concerns."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from klinik.clinic.cases.models import Case
from klinik.clinic.discussions.commands import hide
from klinik.clinic.discussions.models import Topic
from klinik.clinic.discussions.rules import NothingWritten
from klinik.clinic.sessions.commands import register
from klinik.clinic.sessions.models import AgendaItem, AttendanceMark, RoomEvent, Session
from klinik.clinic.sessions.parties import part_in
from klinik.clinic.sessions.queries import agenda_of, attendance_of
from klinik.clinic.sessions.room.commands import (
    be_there,
    happen,
    keep_answer,
    start_item,
    take_back_case_of_question,
    turn_question_into_case,
)
from klinik.clinic.sessions.room.queries import (
    LINES,
    agenda_left,
    chat_of,
    events_after,
    named_in,
    places_held,
    queue_of,
    room_of,
)
from klinik.clinic.sessions.room.rules import Kind, Stage
from klinik.clinic.sessions.room.rules.admitting import RoomClosed
from klinik.clinic.sessions.rules import RequestReused
from klinik.directory.models import Pesantren
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.sessions.scene import PanelScene, speaker_of


@pytest.fixture
def running(panel: PanelScene) -> Session:
    """It runs, moderated, and ours has a place."""
    session = panel.announced()
    panel.moderated(session)
    panel.registered(session)
    return panel.moved(session, timedelta(minutes=-10))


def ask(panel: PanelScene, session: Session, text: str = "Bagaimana?") -> RoomEvent:
    """Ours asks."""
    read_as(panel.manager)
    row = happen(
        session, Kind.ASKED, by=panel.manager, pesantren=panel.pesantren, payload={"text": text}
    )
    assert row is not None
    return row


def write_line(panel: PanelScene, session: Session, text: str = "Pak Fulan berutang.") -> RoomEvent:
    """The chat is on, and ours writes in it."""
    read_as(panel.officer)
    happen(session, Kind.CHAT, by=panel.officer, payload={"is_on": True})
    read_as(panel.manager)
    row = happen(
        session, Kind.SAID, by=panel.manager, pesantren=panel.pesantren, payload={"text": text}
    )
    assert row is not None
    return row


def other(panel: PanelScene, session: Session, slug: str = "an-nur") -> tuple[Pesantren, User]:
    """Another pesantren takes a place; its speaker reads."""
    place = panel.registered(session, slug)
    by = speaker_of(place)
    read_as(by)
    return place.pesantren, by


def log_of(session: Session) -> list[str]:
    """The log in words."""
    return [f"{row.number} {row.kind}" for row in session.room_events.all()]


def test_everything_is_one_line_of_the_log(panel: PanelScene, running: Session) -> None:
    question = ask(panel, running)
    theirs, by = other(panel, running)
    for _ in range(2):
        happen(running, Kind.UPVOTED, by=by, pesantren=theirs, about=question.number)
    read_as(panel.officer)
    happen(running, Kind.TAKEN_UP, by=panel.officer, about=question.number)
    happen(running, Kind.ANSWERED, by=panel.officer, about=question.number)

    assert log_of(running) == ["1 asked", "2 upvoted", "3 taken_up", "4 answered"]
    assert [row.number for row in events_after(running, 2)] == [3, 4]


def test_sent_twice_it_stands_once(panel: PanelScene, running: Session) -> None:
    read_as(panel.manager)
    key = uuid4()

    def send(text: str) -> RoomEvent | None:
        return happen(
            running,
            Kind.ASKED,
            by=panel.manager,
            pesantren=panel.pesantren,
            payload={"text": text},
            request_id=key,
        )

    first = send("Berapa?")
    assert send("Berapa?") == first
    with pytest.raises(RequestReused):
        send("Siapa?")
    assert log_of(running) == ["1 asked"]
    panel.moved(running, timedelta(days=-2))
    read_as(panel.manager)
    assert send("Berapa?") == first  # the answer was lost, and the room closed meanwhile
    with pytest.raises(RoomClosed):
        ask(panel, running)


def test_another_event_under_the_same_key_is_refused(panel: PanelScene, running: Session) -> None:
    theirs, by = other(panel, running)
    first, second = ask(panel, running, "Satu?"), ask(panel, running, "Dua?")
    second_home = world.make_koppontren("darul-falah")
    Membership.objects.create(user=panel.manager, role=Role.MANAGER, koppontren=second_home)
    read_as(panel.manager)
    register(running, pesantren=second_home.pesantren, by=panel.manager)
    key, voted = uuid4(), uuid4()
    asked: dict[str, Any] = {"by": panel.manager, "payload": {"text": "Tiga?"}, "request_id": key}
    assert happen(running, Kind.ASKED, pesantren=panel.pesantren, **asked)
    with pytest.raises(RequestReused):
        happen(running, Kind.ASKED, pesantren=second_home.pesantren, **asked)
    read_as(by)
    vote: dict[str, Any] = {"by": by, "pesantren": theirs, "request_id": voted}
    row = happen(running, Kind.UPVOTED, about=first.number, **vote)
    assert happen(running, Kind.UPVOTED, about=first.number, **vote) == row
    with pytest.raises(RequestReused):
        happen(running, Kind.UPVOTED, about=second.number, **vote)


def test_the_queue_says_who_stands_where(panel: PanelScene, running: Session) -> None:
    ask(panel, running, "Satu?")
    theirs, by = other(panel, running)
    happen(running, Kind.ASKED, by=by, pesantren=theirs, payload={"text": "Dua?"})
    room = room_of(running)

    places = queue_of(room, named_in(room), {theirs.pk}, theirs.pk)

    assert [(row.pesantren.slug, row.is_mine) for row in places] == [
        ("al-hikmah", False),
        ("an-nur", True),
    ]


def test_points_of_the_agenda_are_heard_one_after_another(
    panel: PanelScene, running: Session
) -> None:
    read_as(panel.officer)
    items = [
        AgendaItem.objects.create(
            session=running, order=order, kind="story", title=f"Kisah {order}", minutes=10
        )
        for order in (1, 2, 3)
    ]
    for item in (items[0], items[0], items[1]):
        start_item(running, item=item, by=panel.officer)

    room = room_of(running)
    assert (room.item and room.item.pk, room.heard) == (items[1].pk, {items[0].pk})
    assert agenda_left(agenda_of(running), room) == [(items[2].pk, "Kisah 3", 10)]
    assert log_of(running) == ["1 item_started", "2 item_started"]


def test_the_room_is_closed_long_before_and_long_after(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    with pytest.raises(RoomClosed):
        ask(panel, session)
    with pytest.raises(RoomClosed):
        ask(panel, panel.moved(session, timedelta(days=-2)))


def test_being_in_the_room_is_being_there(panel: PanelScene, running: Session) -> None:
    read_as(panel.manager)
    held = places_held(running, part_in(running, panel.manager))

    assert [be_there(running, places=held, by=panel.manager) for _ in range(2)] == [1, 0]

    running.refresh_from_db()
    assert running.present == 1
    read_as(panel.secretary)
    assert [row.sources for row in attendance_of(running)] == [["di ruang langsung"]]


def test_before_it_begins_being_in_the_room_says_nothing(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    panel.moved(session, timedelta(minutes=10))
    read_as(panel.manager)
    session.refresh_from_db()

    assert be_there(session, places=[panel.pesantren], by=panel.manager) == 0


def test_an_answer_becomes_knowledge_once(panel: PanelScene, running: Session) -> None:
    question = ask(panel, running)
    read_as(panel.officer)
    with pytest.raises(NothingWritten), transaction.atomic():
        keep_answer(running, question.number, by=panel.officer)
    said = {"answer": "Lewat BPRS."}
    happen(running, Kind.ANSWERED, by=panel.officer, about=question.number, payload=said)

    topics = [keep_answer(running, question.number, by=panel.officer) for _ in range(2)]

    topic = Topic.objects.get()
    assert topics == [topic, topic]
    assert [(row.body, row.accepted_at is not None) for row in topic.posts.order_by("number")] == [
        ("Bagaimana?", False),
        ("Lewat BPRS.", True),
    ]
    assert room_of(running).questions[question.number].topic == topic.slug


def test_a_kept_answer_that_was_hidden_since_stays_kept(
    panel: PanelScene, running: Session
) -> None:
    number = ask(panel, running).number
    read_as(panel.officer)
    happen(running, Kind.ANSWERED, by=panel.officer, about=number, payload={"answer": "Ya."})
    topic = keep_answer(running, number, by=panel.officer)
    assert topic
    read_as(panel.secretary)
    hide(topic.posts.get(number=1), reason="Menyebut nama", by=panel.secretary)
    manager = panel.manager
    read_as(manager)

    assert keep_answer(running, number, by=manager) is None


def test_answers_are_kept_one_after_the_other(panel: PanelScene, running: Session) -> None:
    """Each writes two posts, and no flood is seen in them."""
    read_as(panel.officer)
    for at in range(10):
        words = {"text": f"Bagaimana {at}?"}
        read_as(panel.manager)
        asked = happen(
            running, Kind.ASKED, by=panel.manager, pesantren=panel.pesantren, payload=words
        )
        assert asked
        read_as(panel.officer)
        said = {"answer": f"Begini {at}."}
        happen(running, Kind.ANSWERED, by=panel.officer, about=asked.number, payload=said)
        assert keep_answer(running, asked.number, by=panel.officer)

    assert Topic.objects.count() == 10


def test_a_question_becomes_one_case(panel: PanelScene, running: Session) -> None:
    long = "Bagaimana simpanan anggota terlihat setiap hari? " * 5
    question = ask(panel, running, long)
    read_as(panel.officer)
    cases = {
        turn_question_into_case(running, question.number, by=panel.officer).pk for _ in range(2)
    }

    case = Case.objects.get()
    assert (cases, case.pesantren, case.aspect) == (
        {case.pk},
        panel.pesantren,
        running.aspects.get(),
    )
    assert (case.title, case.description, case.audience) == (
        "Bagaimana simpanan anggota terlihat setiap hari? " * 2
        + "Bagaimana simpanan anggota terlihat setiap hari?…",
        long,
        "offices",
    )
    assert room_of(running).questions[question.number].case == case.number


def test_a_case_taken_back_leaves_its_question_free(panel: PanelScene, running: Session) -> None:
    number = ask(panel, running).number
    read_as(panel.officer)
    first = turn_question_into_case(running, number, by=panel.officer)
    for _ in range(2):
        take_back_case_of_question(running, number, by=panel.officer)
    assert room_of(running).questions[number].case == ""

    again = turn_question_into_case(running, number, by=panel.officer)

    assert again.pk != first.pk
    first.refresh_from_db()
    assert (first.is_closed, again.is_closed) == (True, False)
    assert room_of(running).questions[number].case == again.number


def test_of_two_aspects_it_is_that_of_the_own_office(panel: PanelScene, running: Session) -> None:
    other = world.make_office("kelembagaan").aspect
    assert other
    assert panel.office.aspect
    running.aspects.add(other)
    type(other).objects.filter(pk=other.pk).update(order=0)
    assert list(running.aspects.all()) == [other, panel.office.aspect]
    number = ask(panel, running).number

    read_as(panel.officer)
    case = turn_question_into_case(running, number, by=panel.officer)

    assert case.aspect == panel.office.aspect


def test_at_its_very_beginning_the_clock_of_the_transaction_counts(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    session = panel.moved(session, timedelta())  # later than the transaction began
    read_as(panel.manager)

    assert be_there(session, places=[panel.pesantren], by=panel.manager) == 0


def test_what_hurts_is_hidden_long_after_the_session(panel: PanelScene, running: Session) -> None:
    write_line(panel, running)
    asked = ask(panel, running).number
    session = panel.moved(running, timedelta(days=-2))
    read_as(panel.officer)
    for about in (2, 2, asked):
        why = {"reason": "Menyebut nama orang."}
        happen(session, Kind.HIDDEN, by=panel.officer, about=about, payload=why)

    assert log_of(session) == ["1 chat", "2 said", "3 asked", "4 hidden", "5 hidden"]
    room = room_of(session)
    assert room.said[2].reason == room.questions[asked].reason == "Menyebut nama orang."
    with pytest.raises(RoomClosed):
        happen(session, Kind.CHAT, by=panel.officer, payload={"is_on": False})


def test_what_was_hidden_is_shown_again_long_after_the_session(
    panel: PanelScene, running: Session
) -> None:
    write_line(panel, running)
    asked = ask(panel, running).number
    session = panel.moved(running, timedelta(days=-2))
    read_as(panel.officer)
    for about in (2, asked):
        happen(session, Kind.HIDDEN, by=panel.officer, about=about, payload={"reason": "Keliru."})
        for _ in range(2):
            happen(session, Kind.SHOWN, by=panel.officer, about=about)

    assert log_of(session)[3:] == ["4 hidden", "5 shown", "6 hidden", "7 shown"]
    room = room_of(session)
    assert (room.said[2].reason, room.questions[asked].stage) == ("", Stage.WAITING)


def test_a_hidden_line_stays_with_the_moderator_however_much_is_said_since(
    panel: PanelScene, running: Session
) -> None:
    hidden = write_line(panel, running).number
    read_as(panel.officer)
    happen(running, Kind.HIDDEN, by=panel.officer, about=hidden, payload={"reason": "Keliru."})
    for number in range(LINES + 2):
        happen(running, Kind.SAID, by=panel.officer, payload={"text": f"Baris {number}"})
    room = room_of(running)

    def lines(reader: User, *, runs: bool) -> list[str]:
        return [row.row.text for row in chat_of(room, {}, reader, all_of_them=runs)]

    last = [f"Baris {number}" for number in range(2, LINES + 2)]
    assert lines(panel.officer, runs=True) == ["Pak Fulan berutang.", *last]
    assert lines(panel.secretary, runs=False) == last


# Round the Python.


def test_the_log_is_written_once_and_without_gaps(panel: PanelScene, running: Session) -> None:
    row = ask(panel, running)
    said = {"session": running, "by": panel.manager, "pesantren": panel.pesantren}

    again = RoomEvent.objects.create(number=77, kind="raised", payload={"region": "3524"}, **said)
    again.refresh_from_db()
    assert again.number == 2
    assert RoomEvent.objects.filter(pk=row.pk).update(kind="raised") == 0
    assert RoomEvent.objects.filter(pk=row.pk).delete()[0] == 0


def test_one_voice_for_each_pesantren(panel: PanelScene, running: Session) -> None:
    question = ask(panel, running)
    own = {"session": running, "by": panel.manager, "pesantren": panel.pesantren}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomEvent.objects.create(kind="upvoted", about=question.number, **own)
    theirs, by = other(panel, running)
    said = {"session": running, "by": by, "pesantren": theirs, "about": question.number}
    RoomEvent.objects.create(kind="upvoted", **said)
    for wrong in ({"kind": "upvoted"}, {"kind": "withdrawn"}, {"kind": "upvoted", "about": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomEvent.objects.create(**said | wrong)


def test_nobody_writes_in_another_name(panel: PanelScene, running: Session) -> None:
    question = ask(panel, running)
    theirs, by = other(panel, running)
    stranger = panel.registered(panel.announced(), "darul-falah")
    asked = {"session": running, "kind": "asked", "payload": {"text": "x", "region": "3524"}}
    tried = [
        (by, asked | {"pesantren": panel.pesantren}),  # another's pesantren
        (by, {"session": running, "kind": "taken_up", "about": question.number}),  # moderator's
        (speaker_of(stranger), asked | {"pesantren": stranger.pesantren}),  # no place here
        (panel.officer, asked | {"pesantren": theirs}),
    ]
    for person, said in tried:
        read_as(person)
        with pytest.raises(ProgrammingError), transaction.atomic():
            RoomEvent.objects.create(by=person, **said)
    read_as(panel.officer)
    with pytest.raises(ProgrammingError), transaction.atomic():  # in one's own name alone
        RoomEvent.objects.create(by=by, session=running, kind="chat", payload={"is_on": True})


def test_the_database_knows_the_hours_of_the_room(panel: PanelScene, running: Session) -> None:
    panel.moved(running, timedelta(days=-2))
    read_as(panel.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomEvent.objects.create(
            by=panel.officer, session=running, kind="chat", payload={"is_on": True}
        )


def test_nothing_is_hidden_by_others_or_without_a_reason(
    panel: PanelScene, running: Session
) -> None:
    line = write_line(panel, running)
    content = {"session": running, "kind": "hidden", "about": line.number}
    read_as(panel.manager)
    with pytest.raises(ProgrammingError), transaction.atomic():
        RoomEvent.objects.create(by=panel.manager, payload={"reason": "x"}, **content)
    read_as(panel.officer)
    for about, payload in ((line.number, {"reason": " "}), (line.number, {}), (1, {"reason": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomEvent.objects.create(
                by=panel.officer, payload=payload, **content | {"about": about}
            )


def test_only_what_is_hidden_is_shown_again_and_only_by_whoever_hides(
    panel: PanelScene, running: Session
) -> None:
    line = write_line(panel, running)
    content = {"session": running, "about": line.number}
    read_as(panel.officer)
    with pytest.raises(IntegrityError, match="not hidden"), transaction.atomic():
        RoomEvent.objects.create(by=panel.officer, kind="shown", **content)
    why = {"payload": {"reason": "Keliru."}}
    RoomEvent.objects.create(by=panel.officer, kind="hidden", **content, **why)
    read_as(panel.manager)
    with pytest.raises(ProgrammingError), transaction.atomic():
        RoomEvent.objects.create(by=panel.manager, kind="shown", **content)
    read_as(panel.officer)
    RoomEvent.objects.create(by=panel.officer, kind="shown", **content)
    for about in (line.number, 1):  # shown already, and no line
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomEvent.objects.create(by=panel.officer, kind="shown", **content | {"about": about})


def test_the_public_reads_no_log(panel: PanelScene, running: Session) -> None:
    ask(panel, running)
    read_as(None)

    assert not RoomEvent.objects.exists()


def test_only_whoever_comes_is_marked_and_only_while_it_runs(
    panel: PanelScene, running: Session
) -> None:
    theirs, by = other(panel, panel.announced())
    said = {"source": "heartbeat", "session": running}
    with pytest.raises(ProgrammingError), transaction.atomic():
        AttendanceMark.objects.create(pesantren=theirs, by=by, **said)
    session = panel.moved(running, timedelta(hours=-3))
    assert session.ends_at < timezone.now()
    read_as(panel.manager)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AttendanceMark.objects.create(pesantren=panel.pesantren, by=panel.manager, **said)
