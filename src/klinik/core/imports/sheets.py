"""Reading a table whose headings are not known beforehand."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.rules import MOST_COLUMNS, Column, Row, heading_at, known, tidy
from klinik.core.spreadsheets import (
    HEADING_WITHIN,
    MAX_ROWS,
    SENTENCES,
    UnreadableTable,
    read_cells,
)


class Sheet(NamedTuple):
    """A heading, the rows below it that are not empty, and what is written above it."""

    headings: list[str]
    rows: list[Row]
    heading_at: int = 1
    above: Sequence[str] = ()


def read_sheet(upload: "File[bytes]", columns: Sequence[Column]) -> Sheet:
    """Read CSV, .xlsx, .xls or .ods; the heading is the row that knows most of `columns`.

    A line of CSV with more cells than the heading keeps them: something in it was not quoted.
    Raises UnreadableTable.
    """

    def known_and_wide(cells: list[list[str]]) -> tuple[int, int]:
        first = [row[: MOST_COLUMNS + 1] for row in cells[:HEADING_WITHIN]]
        return max(((known(columns, row), len(row)) for row in first), default=(0, 0))

    table, is_text = read_cells(upload, weigh=known_and_wide)
    cells = [[tidy(cell) for cell in row] for row in table]
    at = heading_at(columns, [row[:MOST_COLUMNS] for row in cells[:HEADING_WITHIN]])
    headings = cells[at][: _width(cells[at])] if cells else []
    if len(headings) > MOST_COLUMNS:
        raise UnreadableTable(
            _("This table has more than 200 columns. Keep the ones that are needed.")
        )
    below = enumerate(cells[at + 1 :], start=at + 2)
    rows = [Row(n, row if is_text else row[: len(headings)]) for n, row in below if any(row)]
    if not rows:
        raise UnreadableTable(_("This file has no row below its heading."))
    if len(rows) > MAX_ROWS:
        raise UnreadableTable(SENTENCES["rows"])
    whole = [Row(row.number, row.cells[: _width(row.cells)]) for row in rows]
    above = [" ".join(filter(None, row)) for row in cells[:at]]
    return Sheet(headings, whole, at + 1, above)


def _width(row: Sequence[str]) -> int:
    """Up to the last cell that holds anything."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)
