"""The fold: from the log of a room to how it stands. Nothing else is asked, no clock either."""

from collections.abc import Callable, Iterable

from klinik.clinic.sessions.room.rules.events import Event, Kind, Step
from klinik.clinic.sessions.room.rules.state import (
    Hand,
    Item,
    Poll,
    Question,
    Room,
    Said,
    Stage,
)


def replay(events: Iterable[Event]) -> Room:
    """How the room stands after these events, which come in the order of their numbers."""
    room = Room()
    for event in events:
        HAPPENS[event.kind](room, event)
        room.number = event.number
    return room


def _item_started(room: Room, event: Event) -> None:
    _item_ended(room, event)
    said = event.payload
    room.item = Item(
        said["item"], said["title"], said["is_hearing"], said["minutes"], started_at=event.at
    )
    first, _last = room.times.get(room.item.pk, (event.at, None))
    room.times[room.item.pk] = (first, None)


def _item_ended(room: Room, event: Event) -> None:
    if room.item:
        room.heard.add(room.item.pk)
        room.times[room.item.pk] = (room.times[room.item.pk][0], event.at)
    room.item = None


def _prolonged(room: Room, event: Event) -> None:
    if room.item:
        room.item.minutes += event.payload["minutes"]


def _step(room: Room, event: Event) -> None:
    if room.item:
        room.item.step = Step(event.payload["step"])


def _asked(room: Room, event: Event) -> None:
    said, place = event.payload, event.pesantren or 0
    room.questions[event.number] = Question(
        event.number, place, said["region"], said["text"], event.at
    )


def _upvoted(room: Room, event: Event) -> None:
    room.questions[event.about or 0].votes.add(event.pesantren or 0)


def _withdrawn(room: Room, event: Event) -> None:
    room.questions[event.about or 0].stage = Stage.WITHDRAWN


def _hidden(room: Room, event: Event) -> None:
    number, reason = event.about or 0, event.payload["reason"]
    if line := room.said.get(number):
        line.reason = reason
    else:
        question = room.questions[number]
        question.before, question.stage, question.reason = question.stage, Stage.HIDDEN, reason


def _shown(room: Room, event: Event) -> None:
    """It stands where it stood; what had the floor when another has it now was heard."""
    number = event.about or 0
    if line := room.said.get(number):
        line.reason = ""
        return
    question = room.questions[number]
    is_past = question.before == Stage.TAKEN and room.taken is not None
    question.stage, question.reason = Stage.ANSWERED if is_past else question.before, ""


def _taken_up(room: Room, event: Event) -> None:
    if room.taken:
        room.taken.stage = Stage.ANSWERED
    question = room.questions[event.about or 0]
    question.stage = Stage.TAKEN
    _hear(room, question)


def _answered(room: Room, event: Event) -> None:
    question = room.questions[event.about or 0]
    question.stage = Stage.ANSWERED
    question.answer = event.payload.get("answer", "") or question.answer
    _hear(room, question)


def _kept(room: Room, event: Event) -> None:
    question = room.questions[event.about or 0]
    if "case" in event.payload:
        question.taken_back += question.case != "" and event.payload["case"] == ""
        question.case = event.payload["case"]
    question.topic = event.payload.get("topic", "") or question.topic


def _raised(room: Room, event: Event) -> None:
    place = event.pesantren or 0
    room.hands[place] = Hand(event.number, place, event.payload["region"], event.at)


def _lowered(room: Room, event: Event) -> None:
    room.hands.pop(event.pesantren or 0, None)


def _called(room: Room, event: Event) -> None:
    hand = next((row for row in room.hands.values() if row.number == event.about), None)
    if hand:
        del room.hands[hand.pesantren]
        _hear(room, hand)


def _chat(room: Room, event: Event) -> None:
    room.chat_is_on = event.payload["is_on"]


def _said(room: Room, event: Event) -> None:
    text = event.payload["text"]
    room.said[event.number] = Said(event.number, event.pesantren, event.by, text, event.at)


def _poll_opened(room: Room, event: Event) -> None:
    if room.poll:
        room.poll.is_open = False
    said = event.payload
    room.polls[event.number] = Poll(
        event.number, said["question"], list(said["options"]), said["is_live"]
    )


def _poll_closed(room: Room, event: Event) -> None:
    room.polls[event.about or 0].is_open = False


def _chose(room: Room, event: Event) -> None:
    room.polls[event.about or 0].choices[event.pesantren or 0] = event.payload["option"]


def _hear(room: Room, speaker: Question | Hand) -> None:
    room.places_heard.add(speaker.pesantren)
    room.regions_heard.add(speaker.region)


HAPPENS: dict[str, Callable[[Room, Event], None]] = {
    Kind.ITEM_STARTED: _item_started,
    Kind.ITEM_ENDED: _item_ended,
    Kind.PROLONGED: _prolonged,
    Kind.STEP: _step,
    Kind.ASKED: _asked,
    Kind.UPVOTED: _upvoted,
    Kind.WITHDRAWN: _withdrawn,
    Kind.HIDDEN: _hidden,
    Kind.SHOWN: _shown,
    Kind.TAKEN_UP: _taken_up,
    Kind.ANSWERED: _answered,
    Kind.KEPT: _kept,
    Kind.RAISED: _raised,
    Kind.LOWERED: _lowered,
    Kind.CALLED: _called,
    Kind.CHAT: _chat,
    Kind.SAID: _said,
    Kind.POLL_OPENED: _poll_opened,
    Kind.POLL_CLOSED: _poll_closed,
    Kind.CHOSE: _chose,
}
