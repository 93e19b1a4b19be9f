"""A page of a passbook as a drawing in millimetres, printed where the lines stand."""

from typing import NamedTuple

from django.utils.formats import date_format

from klinik.core.money import grouped
from klinik.finance.savings.passbook.models import PassbookLayout
from klinik.finance.savings.passbook.queries import BookLine


class SheetLine(NamedTuple):
    """One line: how far down, and its texts."""

    y: int
    place: int
    day: str
    kind: str
    went: str
    came: str
    balance: str


class Sheet(NamedTuple):
    """A page: its size and columns in whole millimetres, and its lines."""

    width: int
    height: int
    left: int
    kind: int
    went: int
    came: int
    right: int
    size: str
    lines: list[SheetLine]


def sheet(layout: PassbookLayout, lines: list[BookLine]) -> Sheet:
    """The page with these lines at their places and nothing else."""
    right = max(layout.width - layout.left, layout.left + 40)
    wide = right - layout.left
    tenths = min(layout.line_height * 6, 32)  # of a millimetre: letters fit between their lines
    return Sheet(
        width=layout.width,
        height=layout.height_of(layout.lines) + layout.line_height,
        left=layout.left,
        kind=layout.left + wide * 16 // 100,
        went=layout.left + wide * 58 // 100,
        came=layout.left + wide * 78 // 100,
        right=right,
        size=f"{tenths // 10}.{tenths % 10}",
        lines=[_line(layout, line) for line in lines],
    )


def _line(layout: PassbookLayout, line: BookLine) -> SheetLine:
    row = line.line
    return SheetLine(
        y=layout.height_of(line.place.line),
        place=line.place.line,
        day=date_format(row.on, "d-m-y"),
        kind=line.kind,
        went=grouped(row.debit) if row.debit else "",
        came=grouped(row.credit) if row.credit else "",
        balance=grouped(line.balance),
    )
