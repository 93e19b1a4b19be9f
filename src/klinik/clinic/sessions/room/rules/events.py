"""What can happen in a room."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What happened."""

    ITEM_STARTED = "item_started"
    ITEM_ENDED = "item_ended"
    PROLONGED = "prolonged"
    STEP = "step"
    ASKED = "asked"
    UPVOTED = "upvoted"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    SHOWN = "shown"
    TAKEN_UP = "taken_up"
    ANSWERED = "answered"
    KEPT = "kept"
    RAISED = "raised"
    LOWERED = "lowered"
    CALLED = "called"
    CHAT = "chat"
    SAID = "said"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"
    CHOSE = "chose"


class Step(StrEnum):
    """How far the hearing of a case is."""

    TOLD = "told"
    READ_BACK = "read_back"
    QUESTIONS = "questions"
    RECOMMENDATIONS = "recommendations"


BY_PESANTREN = frozenset(
    {
        Kind.ASKED,
        Kind.UPVOTED,
        Kind.WITHDRAWN,
        Kind.RAISED,
        Kind.LOWERED,
        Kind.SAID,
        Kind.CHOSE,
    }
)
# Each speaks of a question, a hand, a poll or a line; the others of nothing (sql/room_event.sql).
SPEAKS_OF = frozenset(
    {
        Kind.UPVOTED,
        Kind.WITHDRAWN,
        Kind.HIDDEN,
        Kind.SHOWN,
        Kind.TAKEN_UP,
        Kind.ANSWERED,
        Kind.KEPT,
        Kind.CALLED,
        Kind.POLL_CLOSED,
        Kind.CHOSE,
    }
)
# What may follow long after a session: what was asked is followed up, what hurts is hidden, and
# what was hidden by mistake is shown again.
AFTERWARDS = frozenset({Kind.KEPT, Kind.HIDDEN, Kind.SHOWN})
BY_PANEL = frozenset({Kind.SAID, Kind.ANSWERED, Kind.KEPT})
BY_MODERATOR = frozenset(Kind) - BY_PESANTREN | {Kind.SAID}


class Event(NamedTuple):
    """One line of the log."""

    number: int
    kind: str
    at: datetime
    pesantren: int | None = None  # in whose name
    about: int | None = None  # the number of the question, hand or poll it speaks of
    payload: Mapping[str, Any] = {}
    by: int = 0  # the person
