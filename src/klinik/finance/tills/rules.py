"""Notes and coins and what they add up to; pure."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

ISSUE_2016 = "Bank Indonesia, issue of 19 December 2016 (TE 2016)"
ISSUE_2020 = "Bank Indonesia, commemorative note of 17 August 2020 (UPK 75 RI)"


class Denomination(NamedTuple):
    """A note or coin that is money from `since` until the day before `until`, and who says so."""

    value: int
    is_note: bool
    since: date
    source: str
    until: date | None = None

    @property
    def key(self) -> str:
        """How a count calls it: "n50000" the note, "c500" the coin."""
        return f"{'n' if self.is_note else 'c'}{self.value}"


FROM_2016, FROM_2020 = date(2016, 12, 19), date(2020, 8, 17)
# What a drawer is counted in. A new issue is a new row; one that is withdrawn gets its last day, so
# that counts of earlier days read on as they were made.
DENOMINATIONS = (
    Denomination(100_000, True, FROM_2016, ISSUE_2016),
    Denomination(75_000, True, FROM_2020, ISSUE_2020),
    Denomination(50_000, True, FROM_2016, ISSUE_2016),
    Denomination(20_000, True, FROM_2016, ISSUE_2016),
    Denomination(10_000, True, FROM_2016, ISSUE_2016),
    Denomination(5_000, True, FROM_2016, ISSUE_2016),
    Denomination(2_000, True, FROM_2016, ISSUE_2016),
    Denomination(1_000, True, FROM_2016, ISSUE_2016),
    Denomination(1_000, False, FROM_2016, ISSUE_2016),
    Denomination(500, False, FROM_2016, ISSUE_2016),
    Denomination(200, False, FROM_2016, ISSUE_2016),
    Denomination(100, False, FROM_2016, ISSUE_2016),
)
MOST_PIECES = 1_000_000  # of one kind; no drawer holds as many


def denominations_on(day: date) -> list[Denomination]:
    """The notes and coins that are money on this day, the largest first."""
    return [d for d in DENOMINATIONS if d.since <= day and (d.until is None or day < d.until)]


def worth(pieces: Mapping[str, int]) -> int:
    """What these notes and coins are together, in whole rupiah: {"n50000": 2, "c500": 1}."""
    return sum(int(key[1:]) * many for key, many in pieces.items())


def tidy(pieces: Mapping[str, int]) -> dict[str, int]:
    """The pieces without those of which there are none, the most valuable first."""
    known = {key: many for key, many in pieces.items() if many}
    return dict(sorted(known.items(), key=lambda pair: (-int(pair[0][1:]), pair[0] < "d")))


class CountedPiece(NamedTuple):
    """One kind of money in a count: its value, whether it is a note, and how many."""

    value: int
    is_note: bool
    many: int

    @property
    def total(self) -> int:
        """What they are worth together, in whole rupiah."""
        return self.value * self.many


def read_pieces(pieces: Mapping[str, int]) -> list[CountedPiece]:
    """A count as its report shows it."""
    return [
        CountedPiece(int(key[1:]), key.startswith("n"), many) for key, many in tidy(pieces).items()
    ]
