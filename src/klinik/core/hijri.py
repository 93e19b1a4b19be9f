"""The Hijri date, estimated: the tabular calendar, corrected where the state has decided.

Tabular months have 30 and 29 days in turn, and 11 years of 30 have a day more. The state begins a
month when the crescent is seen, up to a day or two beside it: such months stand in
hijri_corrections.csv, each with its source. A day begins at sunset; here it is the one at noon.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

MONTHS = (
    *("Muharam", "Safar", "Rabiulawal", "Rabiulakhir", "Jumadilawal", "Jumadilakhir"),
    *("Rajab", "Syakban", "Ramadan", "Syawal", "Zulkaidah", "Zulhijah"),
)
EPOCH = date(622, 7, 19).toordinal()  # 1 Muharam 1; 16 July in the Julian calendar
CORRECTIONS = Path(__file__).with_name("hijri_corrections.csv")

Beginnings = Mapping[tuple[int, int], date]


@dataclass(frozen=True)
class HijriDate:
    """A day of the Islamic calendar: `str` is "1 Ramadan 1446"."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]} {self.year}"


def month_begins(year: int, month: int, corrections: Beginnings) -> date:
    """The first day of a Hijri month: as decided, or else by the table."""
    days = 354 * (year - 1) + (11 * year + 3) // 30 + 30 * (month - 1) - (month - 1) // 2
    return corrections.get((year, month)) or date.fromordinal(EPOCH + days)


def hijri(day: date, corrections: Beginnings) -> HijriDate:
    """The Hijri date of `day`: the last month that has begun, and how far it has come.

    Raises ValueError for days before the calendar begins.
    """
    if day.toordinal() < EPOCH:
        raise ValueError(f"{day} is before the first Hijri year")
    count = (day.toordinal() - EPOCH) * 360 // 10631 + 2  # of months; never too few
    year, month = divmod(count, 12)
    while (begins := month_begins(year + 1, month + 1, corrections)) > day:
        count -= 1
        year, month = divmod(count, 12)
    return HijriDate(year + 1, month + 1, (day - begins).days + 1)


def read_corrections(file: Path) -> dict[tuple[int, int], date]:
    """The months whose beginning was decided, from a table with a source for each."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {
            (int(row["hijri_year"]), int(row["hijri_month"])): date.fromisoformat(row["begins_on"])
            for row in csv.DictReader(rows)
        }


@cache
def corrections() -> Beginnings:
    """The table that comes with the program."""
    return read_corrections(CORRECTIONS)
