"""Rows under columns, in parts: all that a statement is, before it is drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from klinik.finance.statements.rules import Amount, Balance

LINE, GROUP, TOTAL, SUM = "line", "group", "total", "sum"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts and the days whose entries stand behind them."""

    head: str
    first: date | None = None
    last: date | None = None
    is_beside: bool = False  # of the year before


class Cell(NamedTuple):
    """An amount under its column."""

    column: Column
    amount: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a statement, in whole rupiah; `code` names the account behind it."""

    text: str
    amounts: Sequence[int | None] = ()
    kind: str = LINE
    code: str = ""
    unit: str = ""
    note: str = ""
    is_deduction: bool = False
    urls: Sequence[str] = ()
    leads: Sequence[str] = ()  # on paper, what stands before the text: a day, a number
    link: str = ""  # where the text leads


class Shown(NamedTuple):
    """A row with its amounts under their columns."""

    row: Row
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a statement; `key` is where links find it."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: str = ""
    leads: Sequence[str] = ()  # on paper, the heads of the columns before the text

    @property
    def is_wide(self) -> bool:
        """Whether a phone shows its rows as cards."""
        return len(self.columns) > 2

    @property
    def shown(self) -> list[Shown]:
        """The rows with their amounts under their columns."""
        return [
            Shown(
                row,
                [
                    Cell(column, amount, row.urls[n] if n < len(row.urls) else "")
                    for n, (column, amount) in enumerate(
                        zip(self.columns, row.amounts, strict=True)
                    )
                ]
                if row.amounts
                else [],
            )
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole statement: its parts, what proves it right, and what is wrong with it."""

    key: str
    title: str
    lede: str
    days: str
    parts: Sequence[Part]
    proofs: Sequence[str] = ()
    warnings: Sequence[str] = ()
    is_empty: bool = False
    text: str = ""  # Markdown, of notes


def lines(
    now: Iterable[Amount], before: Iterable[Amount], *, sign: int = 1, kind: str = LINE
) -> list[Row]:
    """A row for each account of either year, by code; `sign` -1 turns the amounts round."""
    rows: dict[str, tuple[Balance, list[int]]] = {}
    for n, amounts in enumerate((now, before)):
        for one in amounts:
            _, held = rows.setdefault(one.balance.code, (one.balance, [0, 0]))
            held[n] += sign * one.amount
    return [
        Row(balance.name, held, kind, code=balance.code, unit=balance.unit)
        for _, (balance, held) in sorted(rows.items())
    ]


def group(text: str, rows: Sequence[Row]) -> list[Row]:
    """The rows under a heading; nothing where there are none."""
    return [Row(text, kind=GROUP), *rows] if rows else []


def total(text: str, *amounts: int | None, note: str = "", kind: str = TOTAL) -> Row:
    """A row that adds up."""
    return Row(text, amounts, kind, note=note)
