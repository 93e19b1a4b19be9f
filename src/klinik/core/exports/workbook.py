"""Excel, written row by row, so that a long table needs no more memory than a short one."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain, count, islice
from typing import IO, Any

import xlsxwriter

from klinik.core.exports.cells import Cell, Rows, Strong

WIDEST = 48
MOST_ROWS = 1_048_575  # of a sheet, below its heading
DAY_WIDTH = 12


def write_workbook(rows: Rows, file: IO[bytes], *, sheet: str) -> None:
    """One sheet with its heading kept in sight; texts as texts, rupiah as numbers, days as days."""
    write_sheets([(sheet, rows)], file)


def write_sheets(sheets: Iterable[tuple[str, Rows]], file: IO[bytes]) -> None:
    """Sheets by name, one after another; what is too long for one goes on in "name 2"."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        looks = {
            (kind, is_strong): book.add_format({"bold": is_strong} | shape)
            for kind, shape in SHAPES.items()
            for is_strong in (False, True)
        }
        for name, rows in sheets:
            rest = iter(rows)
            heading = next(rest, [])
            for part in count(1):
                page = book.add_worksheet(name if part == 1 else f"{name} {part}")
                page.freeze_panes(1, 0)
                written = _write_page(page, chain([heading], islice(rest, MOST_ROWS)), looks)
                if written <= MOST_ROWS:
                    break


def _write_page(page: Any, rows: Rows, looks: Mapping[tuple[str, bool], Any]) -> int:
    widths: dict[int, int] = {}
    number = -1
    for number, row in enumerate(rows):
        is_strong = number == 0 or isinstance(row, Strong)
        for column, cell in enumerate(row):
            _write(page, number, column, cell, looks[_kind(cell), is_strong])
            widths[column] = max(widths.get(column, 0), _width(cell))
    for column, width in widths.items():
        page.set_column(column, column, min(WIDEST, 3 + width))
    return number + 1


SHAPES: dict[str, dict[str, str]] = {
    "text": {},
    "number": {"num_format": "#,##0"},
    "day": {"num_format": "d mmm yyyy", "align": "left"},
}


def _kind(cell: Cell) -> str:
    if isinstance(cell, date):
        return "day"
    return "number" if isinstance(cell, int) else "text"


def _write(page: Any, number: int, column: int, cell: Cell, look: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(number, column, cell, look)
    elif isinstance(cell, int):
        page.write_number(number, column, cell, look)
    elif cell:
        page.write_string(number, column, cell, look)


def _width(cell: Cell) -> int:
    return DAY_WIDTH if isinstance(cell, date) else len(str(cell or ""))
