"""What follows from the log of a room, and what it refuses; a replay says the same."""

from klinik.clinic.sessions.room.rules.admitting import RoomClosed, admits, is_open
from klinik.clinic.sessions.room.rules.events import (
    AFTERWARDS,
    BY_MODERATOR,
    BY_PESANTREN,
    SPEAKS_OF,
    Event,
    Kind,
    Step,
)
from klinik.clinic.sessions.room.rules.queue import in_order, reason_of
from klinik.clinic.sessions.room.rules.replaying import replay
from klinik.clinic.sessions.room.rules.state import Hand, Poll, Question, Room, Said, Stage

__all__ = [
    "AFTERWARDS",
    "BY_MODERATOR",
    "BY_PESANTREN",
    "SPEAKS_OF",
    "Event",
    "Hand",
    "Kind",
    "Poll",
    "Question",
    "Room",
    "RoomClosed",
    "Said",
    "Stage",
    "Step",
    "admits",
    "in_order",
    "is_open",
    "reason_of",
    "replay",
]
