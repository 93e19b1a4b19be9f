"""How a room stands."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from klinik.clinic.sessions.room.rules.events import Step


class Stage(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


@dataclass
class Question:
    """A question of the queue, known by the number of the event that asked it."""

    number: int
    pesantren: int
    region: str
    text: str
    at: datetime
    votes: set[int] = field(default_factory=set)  # pesantren; its own is not among them
    stage: Stage = Stage.WAITING
    reason: str = ""  # why it is hidden
    before: Stage = Stage.WAITING  # where it stood when it was hidden
    answer: str = ""
    case: str = ""  # what it became: the number of a case
    taken_back: int = 0  # how many cases of it were opened by mistake
    topic: str = ""  # or the slug of a topic


@dataclass
class Hand:
    """A pesantren that wants to say something."""

    number: int
    pesantren: int
    region: str
    at: datetime


@dataclass
class Item:
    """The point of the agenda that is on now."""

    pk: int
    title: str
    is_hearing: bool
    minutes: int
    started_at: datetime
    step: Step = Step.TOLD

    @property
    def until(self) -> datetime:
        """When its time is up."""
        return self.started_at + timedelta(minutes=self.minutes)


@dataclass
class Poll:
    """One question with one choice for each pesantren."""

    number: int
    question: str
    options: list[str]
    is_live: bool  # results are shown while it is open
    is_open: bool = True
    choices: dict[int, int] = field(default_factory=dict)  # pesantren -> option

    @property
    def counts(self) -> list[int]:
        """How many chose each option."""
        chosen = list(self.choices.values())
        return [chosen.count(option) for option in range(len(self.options))]

    def tells(self, *, room_is_open: bool) -> bool:
        """Its result is shown: it was closed, by hand or with the room, or is shown meanwhile."""
        return self.is_live or not (self.is_open and room_is_open)


@dataclass
class Said:
    """A line of the chat."""

    number: int
    pesantren: int | None
    by: int
    text: str
    at: datetime
    reason: str = ""  # why it is hidden


@dataclass
class Room:
    """Everything that the log says, up to its last event."""

    number: int = 0
    item: Item | None = None
    heard: set[int] = field(default_factory=set)  # points of the agenda that are done
    # Of each point: when it first began, and when it was last done.
    times: dict[int, tuple[datetime, datetime | None]] = field(default_factory=dict)
    questions: dict[int, Question] = field(default_factory=dict)
    hands: dict[int, Hand] = field(default_factory=dict)  # by pesantren
    polls: dict[int, Poll] = field(default_factory=dict)
    chat_is_on: bool = False
    said: dict[int, Said] = field(default_factory=dict)
    places_heard: set[int] = field(default_factory=set)  # pesantren that had the floor
    regions_heard: set[str] = field(default_factory=set)

    @property
    def taken(self) -> Question | None:
        """The question that is on now."""
        rows = self.questions.values()
        return next((row for row in rows if row.stage == Stage.TAKEN), None)

    @property
    def poll(self) -> Poll | None:
        """The last poll."""
        return self.polls[max(self.polls)] if self.polls else None

    def waiting_of(self, pesantren: int) -> int:
        """How many questions of this pesantren wait."""
        rows = self.questions.values()
        return sum(row.pesantren == pesantren and row.stage == Stage.WAITING for row in rows)
