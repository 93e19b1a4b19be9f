"""CSV as Indonesian Excel opens it."""

import csv
import io
from typing import IO

from klinik.core.exports.cells import Cell, Rows

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(rows: Rows, file: IO[bytes], *, mark: bool = True) -> None:
    """UTF-8 with the mark by which Excel knows it, divided by semicolons; days as 2026-11-23.

    What goes on in a file that was begun before goes without the `mark`.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if mark else "utf-8", newline="")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    text.detach()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
