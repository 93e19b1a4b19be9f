"""What a room takes in, what is there already, and what it refuses with which sentence."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from klinik.clinic.sessions.room.rules.events import Event, Kind, Step
from klinik.clinic.sessions.room.rules.state import Poll, Question, Room, Stage
from klinik.clinic.sessions.rules import SessionError, refuse_silence

OPENS_BEFORE = timedelta(minutes=30)
STAYS_OPEN = timedelta(hours=3)  # sessions last longer than planned
MOST_WAITING = 3  # questions of one pesantren
MOST_MINUTES = 60  # added at once


class RoomClosed(SessionError):
    """Nobody is in the room yet, or any more."""

    code = "room_closed"

    def __init__(self) -> None:
        super().__init__(
            _("The room opens half an hour before the session and closes three hours after it.")
        )


class NotInQueue(SessionError):
    """That question was taken up, withdrawn or hidden meanwhile."""

    code = "not_in_queue"

    def __init__(self) -> None:
        super().__init__(_("That question does not wait any more. Look at the list again."))


class OwnQuestion(SessionError):
    """A pesantren votes for the others' questions."""

    code = "own_question"

    def __init__(self) -> None:
        super().__init__(_("That is your own question; it counts already. Vote for another one."))


class NotYours(SessionError):
    """Only the pesantren that asked takes its question back."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__(_("Another pesantren asked this."))


class TooManyQuestions(SessionError):
    """Room for the others."""

    code = "too_many_questions"

    def __init__(self) -> None:
        super().__init__(
            _("Three questions of yours wait already. Take one back, or wait until one was heard.")
        )


class ChatIsOff(SessionError):
    """The moderator has not turned it on."""

    code = "chat_is_off"

    def __init__(self) -> None:
        super().__init__(_("The chat is turned off. Ask a question, or raise your hand."))


class PollIsClosed(SessionError):
    """There is nothing to choose now."""

    code = "poll_is_closed"

    def __init__(self) -> None:
        super().__init__(_("This poll is closed. Its result stands on the page."))


class NothingOn(SessionError):
    """No point of the agenda is being heard."""

    code = "nothing_on"

    def __init__(self) -> None:
        super().__init__(_("No point of the agenda is on now. Start one first."))


def is_open(
    *, starts_at: datetime, ends_at: datetime, is_on: bool, now: datetime, is_after: bool = False
) -> bool:
    """Whether the room takes something in now; `is_after`: what may follow later too."""
    is_early, is_late = now < starts_at - OPENS_BEFORE, now > ends_at + STAYS_OPEN
    return is_on and not is_early and (is_after or not is_late)


def admits(room: Room, event: Event) -> bool:
    """Whether this is news; False where it stands so already. Raises the refusals above."""
    match event.kind:
        case Kind.ASKED:
            refuse_silence(event.payload["text"])
            if room.waiting_of(event.pesantren or 0) >= MOST_WAITING:
                raise TooManyQuestions
        case Kind.HIDDEN | Kind.SHOWN:
            return _admits_hiding(room, event)
        case Kind.UPVOTED | Kind.WITHDRAWN | Kind.TAKEN_UP | Kind.ANSWERED | Kind.KEPT:
            return _admits_of_question(_question(room, event), event)
        case Kind.RAISED | Kind.LOWERED | Kind.CALLED:
            return _admits_hand(room, event)
        case Kind.CHAT | Kind.SAID:
            return _admits_chat(room, event)
        case Kind.POLL_OPENED | Kind.POLL_CLOSED | Kind.CHOSE:
            return _admits_poll(room, event)
        case _:
            return _admits_item(room, event)
    return True


def _question(room: Room, event: Event) -> Question:
    question = room.questions.get(event.about or 0)
    if question is None:
        raise NotInQueue
    return question


def _admits_of_question(question: Question, event: Event) -> bool:
    waits = question.stage == Stage.WAITING
    match event.kind:
        case Kind.UPVOTED:
            if question.pesantren == event.pesantren:
                raise OwnQuestion
            is_new = event.pesantren not in question.votes
        case Kind.WITHDRAWN:
            if question.pesantren != event.pesantren:
                raise NotYours
            is_new = question.stage != Stage.WITHDRAWN
        case Kind.TAKEN_UP:
            is_new = question.stage != Stage.TAKEN
        case Kind.KEPT:
            return True
        case _:
            waits = question.stage in {Stage.WAITING, Stage.TAKEN, Stage.ANSWERED}
            is_new = question.stage != Stage.ANSWERED or bool(event.payload.get("answer"))
    if is_new and not waits:
        raise NotInQueue
    return is_new


def _admits_hiding(room: Room, event: Event) -> bool:
    hides = event.kind == Kind.HIDDEN
    if hides:
        refuse_silence(event.payload["reason"])
    if line := room.said.get(event.about or 0):
        return bool(line.reason) != hides
    question = _question(room, event)
    if hides and question.stage == Stage.WITHDRAWN:
        raise NotInQueue
    return (question.stage == Stage.HIDDEN) != hides


def _admits_hand(room: Room, event: Event) -> bool:
    if event.kind == Kind.CALLED:
        return any(row.number == event.about for row in room.hands.values())
    return (event.pesantren in room.hands) == (event.kind == Kind.LOWERED)


def _admits_chat(room: Room, event: Event) -> bool:
    if event.kind == Kind.CHAT:
        return bool(event.payload["is_on"]) != room.chat_is_on
    if not room.chat_is_on:
        raise ChatIsOff
    refuse_silence(event.payload["text"])
    return True


def _admits_poll(room: Room, event: Event) -> bool:
    if event.kind == Kind.POLL_OPENED:
        return True
    poll: Poll | None = room.polls.get(event.about or 0)
    if event.kind == Kind.POLL_CLOSED:
        return poll is not None and poll.is_open
    if poll is None or not poll.is_open or event.payload["option"] not in range(len(poll.options)):
        raise PollIsClosed
    return event.pesantren not in poll.choices


def _admits_item(room: Room, event: Event) -> bool:
    if event.kind == Kind.ITEM_STARTED:
        return room.item is None or room.item.pk != event.payload["item"]
    if room.item is None:
        raise NothingOn
    if event.kind == Kind.STEP:
        if not room.item.is_hearing:
            raise NothingOn
        return room.item.step != Step(event.payload["step"])
    return True
