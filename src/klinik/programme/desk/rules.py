"""How what lies on a desk is put in order, and how the work of an office is shared: pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from klinik.clinic.cases.clocks import working_days


class Heap(StrEnum):
    """Where on the desk something lies; the value is what its list has in the address."""

    LATE = "terlambat"  # of all that follows, and for the secretariat what is late twice over
    MINE = "saya"  # cases that they took, referrals to answer
    TO_TAKE = "belum-diambil"  # cases of their office that nobody has taken
    PROMISED = "rekomendasi"  # recommendations of their office
    TO_READ = "cerita"  # stories that their pesantren agreed to
    PLANNED = "dua-minggu"  # activities and goals of their cases within two weeks


class Task(NamedTuple):
    """One thing that waits for the person, and until when it is in time."""

    kind: str  # as tables.KINDS has it
    title: str
    place: str
    url: str
    due_on: date | None = None  # none: nothing was promised
    left: int | None = None  # working days until then; below zero: so many days late
    is_provisional: bool = False  # the days off of that year are not decided: an estimate

    @property
    def is_late(self) -> bool:
        """Its day has passed."""
        return self.left is not None and self.left < 0

    @property
    def late_by(self) -> int:
        """The working days that have passed since its day; 0 where it is in time."""
        return max(-(self.left or 0), 0)


def days_left(due_on: date, *, today: date, holidays: frozenset[date]) -> int:
    """The working days until a day; below zero the days since, at least one of them."""
    if due_on >= today:
        return working_days(today, due_on, holidays)
    return -max(working_days(due_on, today, holidays), 1)


def by_urgency(tasks: Iterable[Task]) -> list[Task]:
    """The earliest day first; what has none comes last."""
    return sorted(tasks, key=lambda row: (row.due_on is None, row.due_on or date.max, row.title))


class Load(NamedTuple):
    """How much one officer of an office has in hand."""

    officer: str
    open: int  # cases that they took and that are not closed
    waits: int  # of those, whose next move is the office's
    late: int  # of those, past their target
    key: int = 0  # the person, for the lists behind the numbers


def least_first(loads: Iterable[Load]) -> list[Load]:
    """Who could take the next case: the fewest that wait for the office, then the fewest open."""
    return sorted(loads, key=lambda row: (row.waits, row.open, row.officer))
