"""The journal as a person reads it: entries with lines, names, notes, and what undid what.

A fixed number of queries, whatever the number of entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from klinik.finance.ledger.models import Entry, Line, Memo, Unit
from klinik.finance.ledger.queries import corrections_of, reversed_by
from klinik.finance.ledger.words import (
    CLOSING,
    CORRECTION,
    OPENING,
    REVERSAL,
    SHARED,
    kind_in_words,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry with all that its page says about it."""

    entry: Entry
    lines: tuple[Line, ...]
    by: str
    memo: str
    undone_by: int | None
    corrects: int | None
    corrected_by: tuple[int, ...]

    @property
    def kind(self) -> str:
        """The kind in words."""
        return kind_in_words(self.entry.kind)

    @property
    def amount(self) -> int:
        """What was moved, in whole rupiah: the debits, but for what units owe each other by it."""
        return sum(line.debit for line in self.lines if line.account.other_unit_id is None)

    @property
    def link(self) -> str:
        """The entry's link in the book's chain, as hexadecimal digits."""
        return bytes(self.entry.chain).hex()

    @property
    def may_be_undone(self) -> bool:
        """Whether an entry of today can undo this alone: once, and nothing that is final."""
        is_free = self.undone_by is None and self.entry.reverses is None
        return is_free and not (self.is_of_opening or self.is_of_year or self.is_of_sharing)

    @property
    def may_be_written_anew(self) -> bool:
        """Whether people write such an entry by hand: on accounts of the chart, on any day."""
        is_plain = all(line.account.parent_id is None for line in self.lines)
        return is_plain and not self.is_of_opening and not self.is_of_year

    @property
    def is_of_sharing(self) -> bool:
        """Whether it is a part of a month's profit share, which is undone as a whole."""
        return self.entry.kind in SHARED

    @property
    def is_of_year(self) -> bool:
        """Whether it closes a fiscal year, or undoes that."""
        return self.entry.kind.removesuffix(REVERSAL) == CLOSING

    @property
    def is_of_opening(self) -> bool:
        """Whether it posts opening balances or corrects them; a file says all its lines."""
        return self.entry.kind.removesuffix(REVERSAL) in {OPENING, CORRECTION}


def journal(
    koppontren: Koppontren,
    *,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    unit: Unit | None = None,
) -> QuerySet[Entry]:
    """The entries of a book, newest first; a kind brings the undoings of that kind along.

    Of a `unit`, those that have a line in it.
    """
    entries: QuerySet[Entry] = Entry.objects.of(koppontren).order_by("-number")
    if kind:
        entries = entries.filter(kind__in=[kind, kind + REVERSAL])
    if first:
        entries = entries.filter(on__gte=first)
    if last:
        entries = entries.filter(on__lte=last)
    if unit:
        lines = Line.objects.filter(
            koppontren=OuterRef("koppontren"),
            entry_number=OuterRef("number"),
            account__unit=unit,
        )
        entries = entries.filter(Exists(lines))
    return entries


def shown(koppontren: Koppontren, entries: Sequence[Entry]) -> list[Shown]:
    """These entries with their lines, notes and the names of people, in the same order."""
    numbers = [entry.number for entry in entries]
    of_book: dict[str, Any] = {"entry_number__in": numbers}
    lines = Line.objects.of(koppontren).filter(**of_book).order_by("entry_number", "n")
    by_entry: dict[int, list[Line]] = {number: [] for number in numbers}
    for line in lines.select_related("account__unit"):
        by_entry[line.entry_number].append(line)
    notes = memos_of(koppontren, numbers)
    undone_by = reversed_by(koppontren, entries)
    corrects, corrected_by = corrections_of(koppontren, numbers)
    names = names_of(entry.by_id for entry in entries)
    return [
        Shown(
            entry,
            tuple(by_entry[entry.number]),
            names.get(entry.by_id, "–"),
            notes.get(entry.number, ""),
            undone_by.get(entry.number),
            corrects.get(entry.number),
            tuple(corrected_by.get(entry.number, ())),
        )
        for entry in entries
    ]


def find_shown(koppontren: Koppontren, number: str) -> Shown | None:
    """The entry of this number as somebody wrote it in an address; None for any other text."""
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    entry = Entry.objects.of(koppontren).filter(number=int(number)).first()
    return shown(koppontren, [entry])[0] if entry else None


def memos_of(koppontren: Koppontren, numbers: Iterable[int]) -> dict[int, str]:
    """What lies beside these entries in words, by their numbers."""
    memos = Memo.objects.of(koppontren).filter(entry_number__in=list(numbers))
    return dict(memos.values_list("entry_number", "text"))


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Names by id: the ledger itself knows people as numbers only."""
    return dict(User.objects.filter(pk__in=set(people)).values_list("pk", "name"))
