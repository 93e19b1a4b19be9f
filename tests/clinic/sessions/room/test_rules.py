"""The fold of the log: a replay says the same, the order is total, a vote never hurts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.clinic.sessions.room.rules import (
    Event,
    Kind,
    Room,
    Stage,
    Step,
    admits,
    in_order,
    is_open,
    reason_of,
    replay,
)
from klinik.clinic.sessions.room.rules.admitting import (
    ChatIsOff,
    NothingOn,
    NotInQueue,
    NotYours,
    OwnQuestion,
    PollIsClosed,
    TooManyQuestions,
)
from klinik.clinic.sessions.room.rules.queue import hands_in_order
from klinik.clinic.sessions.rules import NoReason, SessionError

BEGIN = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
REGION = {1: "3524", 2: "3524", 3: "3578", 4: "3509", 5: "3509", 6: "3510"}


class Log:
    """A room that is written in as the command does: what it refuses is not in the log."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def happen(
        self, kind: Kind, place: int | None = None, about: int | None = None, **said: Any
    ) -> int:
        number = len(self.events) + 1
        at = BEGIN + timedelta(seconds=number)
        if place and kind in {Kind.ASKED, Kind.RAISED}:
            said["region"] = REGION[place]
        event = Event(number, kind, at, place, about, said)
        if admits(self.room, event):
            self.events.append(event)
        return number

    def ask(self, place: int) -> int:
        return self.happen(Kind.ASKED, place, text=f"Tanya {place}")

    @property
    def room(self) -> Room:
        return replay(self.events)

    @property
    def order(self) -> list[int]:
        return [row.number for row in in_order(self.room)]


def test_who_has_not_spoken_comes_first_then_votes_then_time() -> None:
    log = Log()
    first, neighbour, other, late = log.ask(1), log.ask(2), log.ask(3), log.ask(4)
    assert log.order == [first, neighbour, other, late]

    log.happen(Kind.UPVOTED, 2, about=late)
    assert log.order == [late, first, neighbour, other]

    again = log.ask(4)
    log.happen(Kind.TAKEN_UP, about=late)
    second = log.ask(5)  # its regency has spoken by the mouth of 4
    for place in (1, 2, 3):
        log.happen(Kind.UPVOTED, place, about=again)
    assert log.order == [first, neighbour, other, second, again]


def test_each_place_explains_itself() -> None:
    log = Log()
    one, two, three = log.ask(1), log.ask(2), log.ask(3)
    log.happen(Kind.UPVOTED, 2, about=one)
    log.happen(Kind.TAKEN_UP, about=log.ask(1))
    room = log.room

    translation.activate("id")
    assert [reason_of(room, room.questions[n], "Kab. Lamongan") for n in (three, two, one)] == [
        "Belum ada yang bicara dari Kab. Lamongan; 0 dukungan.",
        "Pesantren ini belum bicara, yang lain dari Kab. Lamongan sudah; 0 dukungan.",
        "Pesantren ini sudah bicara, jadi yang lain didahulukan; 1 dukungan.",
    ]


@pytest.mark.parametrize("is_live", [False, True])
def test_a_poll_tells_its_result_once_nobody_chooses_any_more(is_live: bool) -> None:
    log = Log()
    asked: dict[str, Any] = {"question": "Siap?", "options": ["Ya", "Belum"], "is_live": is_live}
    left, closed = log.happen(Kind.POLL_OPENED, **asked), log.happen(Kind.POLL_OPENED, **asked)
    log.happen(Kind.CHOSE, 1, about=closed, option=1)
    last = log.happen(Kind.POLL_OPENED, **asked)
    polls = log.room.polls

    assert [polls[n].tells(room_is_open=True) for n in (left, closed, last)] == [
        True,
        True,
        is_live,
    ]
    assert polls[last].tells(room_is_open=False)
    assert polls[closed].counts == [0, 1]


def test_a_line_of_the_chat_is_hidden_once_and_with_a_reason() -> None:
    log = Log()
    log.happen(Kind.CHAT, is_on=True)
    line = log.happen(Kind.SAID, 1, text="Pak Fulan berutang.")
    with pytest.raises(NoReason):
        log.happen(Kind.HIDDEN, about=line, reason=" ")
    for reason in ("Menyebut nama orang.", "Lain."):
        log.happen(Kind.HIDDEN, about=line, reason=reason)
    log.happen(Kind.CHAT, is_on=False)  # what was said can be hidden all the same

    assert log.room.said[line].reason == "Menyebut nama orang."
    assert len(log.events) == 4


def test_what_was_hidden_is_shown_again_and_stands_where_it_stood() -> None:
    log = Log()
    log.happen(Kind.CHAT, is_on=True)
    line = log.happen(Kind.SAID, 1, text="Terima kasih.")
    waits, heard, now = log.ask(1), log.ask(2), log.ask(3)
    log.happen(Kind.UPVOTED, 2, about=waits)
    log.happen(Kind.ANSWERED, about=heard)
    log.happen(Kind.TAKEN_UP, about=now)
    before = log.room
    everything = (line, waits, heard, now)
    for about in everything:
        log.happen(Kind.HIDDEN, about=about, reason="Keliru.")
    assert (log.order, log.room.taken) == ([], None)

    for about in everything * 2:  # the second time it is no news
        log.happen(Kind.SHOWN, about=about)

    assert len(log.events) == 16
    assert (log.room.said, log.order) == (before.said, [waits])
    assert log.room.questions == {
        number: replace(row, before=row.stage) for number, row in before.questions.items()
    }


def test_what_had_the_floor_when_it_was_hidden_was_heard_once_another_has_it() -> None:
    log = Log()
    one, two = log.ask(1), log.ask(2)
    log.happen(Kind.TAKEN_UP, about=one)
    log.happen(Kind.HIDDEN, about=one, reason="Keliru.")
    log.happen(Kind.TAKEN_UP, about=two)
    log.happen(Kind.SHOWN, about=one)

    assert [log.room.questions[n].stage for n in (one, two)] == [Stage.ANSWERED, Stage.TAKEN]


def test_hands_wait_by_the_same_rule() -> None:
    log = Log()
    for place in (1, 3, 2):
        log.happen(Kind.RAISED, place)
        log.happen(Kind.RAISED, place)  # it is up already
    log.happen(Kind.CALLED, about=1)
    assert [row.pesantren for row in hands_in_order(log.room)] == [3, 2]

    log.happen(Kind.LOWERED, 3)
    assert [row.pesantren for row in hands_in_order(log.room)] == [2]


def test_a_point_has_a_clock_that_can_be_prolonged_and_steps() -> None:
    log = Log()
    with pytest.raises(NothingOn):
        log.happen(Kind.PROLONGED, minutes=5)
    log.happen(Kind.ITEM_STARTED, item=7, title="Kisah", is_hearing=False, minutes=20)
    with pytest.raises(NothingOn):
        log.happen(Kind.STEP, step=Step.QUESTIONS)
    log.happen(Kind.PROLONGED, minutes=5)
    item = log.room.item
    assert item is not None
    assert item.until - item.started_at == timedelta(minutes=25)

    log.happen(Kind.ITEM_STARTED, item=8, title="Kasus", is_hearing=True, minutes=30)
    for step in (Step.READ_BACK, Step.QUESTIONS, Step.QUESTIONS, Step.RECOMMENDATIONS):
        log.happen(Kind.STEP, step=step)
    item = log.room.item
    assert item is not None
    assert (item.pk, item.step, log.room.heard) == (8, Step.RECOMMENDATIONS, {7})
    log.happen(Kind.ITEM_ENDED)
    assert (log.room.item, log.room.heard, len(log.events)) == (None, {7, 8}, 7)


def test_a_question_on_its_road() -> None:
    log = Log()
    one, two, three, four = log.ask(1), log.ask(2), log.ask(3), log.ask(4)
    log.happen(Kind.WITHDRAWN, 2, about=two)
    log.happen(Kind.HIDDEN, about=three, reason="Menyebut nama orang.")
    log.happen(Kind.TAKEN_UP, about=one)
    log.happen(Kind.ANSWERED, about=one, answer="Lewat BPRS.")
    log.happen(Kind.TAKEN_UP, about=four)
    log.happen(Kind.KEPT, about=one, case="K-2026-0001")

    stages = {number: row.stage for number, row in log.room.questions.items()}
    assert stages == {
        one: Stage.ANSWERED,
        two: Stage.WITHDRAWN,
        three: Stage.HIDDEN,
        four: Stage.TAKEN,
    }
    assert (log.room.questions[one].answer, log.room.questions[one].case) == (
        "Lewat BPRS.",
        "K-2026-0001",
    )
    assert log.order == []


@pytest.mark.parametrize(
    ("refusal", "kind", "said"),
    [
        (NotInQueue, Kind.UPVOTED, {"place": 1, "about": 99}),
        (OwnQuestion, Kind.UPVOTED, {"place": 1, "about": 1}),
        (NotYours, Kind.WITHDRAWN, {"place": 2, "about": 1}),
        (NoReason, Kind.HIDDEN, {"about": 1, "reason": " "}),
        (NotInQueue, Kind.SHOWN, {"about": 99}),
        (NoReason, Kind.ASKED, {"place": 1, "text": " "}),
        (TooManyQuestions, Kind.ASKED, {"place": 1, "text": "x"}),
        (ChatIsOff, Kind.SAID, {"place": 1, "text": "x"}),
        (PollIsClosed, Kind.CHOSE, {"place": 1, "about": 99, "option": 0}),
        (PollIsClosed, Kind.CHOSE, {"place": 1, "about": 4, "option": 2}),
    ],
)
def test_what_is_refused(refusal: type[SessionError], kind: Kind, said: dict[str, Any]) -> None:
    log = Log()
    for _ in range(3):
        log.ask(1)
    log.happen(Kind.POLL_OPENED, question="Siapa?", options=["a", "b"], is_live=False)

    with pytest.raises(refusal):
        log.happen(kind, said.pop("place", None), said.pop("about", None), **said)


def test_one_choice_for_each_and_a_closed_poll_takes_none() -> None:
    log = Log()
    poll = log.happen(Kind.POLL_OPENED, question="Siapa?", options=["a", "b"], is_live=True)
    for place, option in ((1, 0), (2, 1), (3, 1), (3, 0)):
        log.happen(Kind.CHOSE, place, about=poll, option=option)
    log.happen(Kind.POLL_CLOSED, about=poll)

    assert log.room.polls[poll].counts == [1, 2]
    with pytest.raises(PollIsClosed):
        log.happen(Kind.CHOSE, 4, about=poll, option=0)


@pytest.mark.parametrize(
    ("minutes", "is_after", "expected"),
    [
        (-31, False, False),
        (-30, False, True),
        (300, False, True),
        (301, False, False),
        (301, True, True),
        (-31, True, False),
    ],
)
def test_the_room_has_hours(minutes: int, is_after: bool, expected: bool) -> None:
    hours = {"starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=2), "is_on": True}
    now = BEGIN + timedelta(minutes=minutes)
    assert is_open(**hours, now=now, is_after=is_after) is expected  # type: ignore[arg-type]


PLACES = st.sampled_from(sorted(REGION))
TRIED = st.tuples(
    st.sampled_from(
        [
            Kind.ASKED,
            Kind.UPVOTED,
            Kind.WITHDRAWN,
            Kind.HIDDEN,
            Kind.SHOWN,
            Kind.TAKEN_UP,
            Kind.ANSWERED,
            Kind.RAISED,
            Kind.LOWERED,
            Kind.CALLED,
        ]
    ),
    PLACES,
    st.integers(1, 12),
)

# Other work on the same cores says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tried(steps: list[tuple[Kind, int, int]]) -> Log:
    """What people try, in any order; half of it is refused."""
    log = Log()
    for kind, place, about in steps:
        by_place = {Kind.ASKED, Kind.UPVOTED, Kind.WITHDRAWN, Kind.RAISED, Kind.LOWERED}
        speaks_of = {Kind.UPVOTED, Kind.WITHDRAWN, Kind.TAKEN_UP, Kind.ANSWERED}
        speaks_of |= {Kind.HIDDEN, Kind.SHOWN}
        said = {"text": "x"} if kind == Kind.ASKED else {}
        said |= {"reason": "x"} if kind == Kind.HIDDEN else {}
        target = about if kind in speaks_of | {Kind.CALLED} else None
        try:
            log.happen(kind, place if kind in by_place else None, target, **said)
        except SessionError:
            continue
    return log


@unhurried
@given(st.lists(TRIED, max_size=40))
def test_a_replay_gives_the_same_order_and_the_order_is_total(
    steps: list[tuple[Kind, int, int]],
) -> None:
    log = tried(steps)
    room = log.room

    assert [row.number for row in in_order(replay(list(log.events)))] == log.order
    assert sorted(log.order) == [
        number for number, row in room.questions.items() if row.stage == Stage.WAITING
    ]
    stage_by_stage = Room()
    for upto in range(len(log.events) + 1):
        stage_by_stage = replay(log.events[:upto])
    assert stage_by_stage == room
    assert room.number == len(log.events)


@unhurried
@given(st.lists(TRIED, max_size=40), PLACES, st.integers(0, 10))
def test_a_vote_never_moves_a_question_down(
    steps: list[tuple[Kind, int, int]], place: int, which: int
) -> None:
    log = tried(steps)
    others = [n for n in log.order if log.room.questions[n].pesantren != place]
    if not others:
        return
    number = others[which % len(others)]
    before = log.order
    log.happen(Kind.UPVOTED, place, about=number)
    after = log.order

    assert after.index(number) <= before.index(number)
    rest = [n for n in before if n != number]
    assert [n for n in after if n != number] == rest  # and nobody else changes places
