"""A table on paper: A4 lying down, with its title, what was filtered, the day and page numbers.

The words travel as data (JSON); typst sets them as text and runs nothing of them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from klinik.core.exports.cells import Cell, Rows, Strong
from klinik.core.money import grouped

HERE = Path(__file__).parent
LAYOUT = (HERE / "document.typ").read_bytes()
FONTS = typst.Fonts(include_system_fonts=True, font_paths=[HERE / "fonts"])


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands above a printed table: its title, whose it is, and what was filtered."""

    title: str
    place: str = ""
    said: Sequence[str] = ()


def write_pdf(rows: Rows, file: IO[bytes], *, paper: Paper) -> None:
    """The heading is the first row and stands on every page; numbers are set to the right."""
    heading, *body = [list(row) if not isinstance(row, Strong) else row for row in rows]
    wide = max(map(len, [heading, *body]))
    today = date_format(timezone.localdate(), "j F Y")
    content = {
        "lang": get_language(),
        "title": paper.title,
        "place": paper.place,
        "said": [text for text in paper.said if text],
        "printed": gettext("Made on %(day)s") % {"day": today},
        "page": gettext("Page"),
        "heads": [_set(cell) for cell in _padded(heading, wide)],
        "right": [_is_of_numbers(body, column) for column in range(wide)],
        "rows": [
            {"cells": [_set(cell) for cell in _padded(row, wide)], "strong": type(row) is Strong}
            for row in body
        ],
    }
    file.write(
        typst.compile(
            LAYOUT,
            font_paths=FONTS,
            sys_inputs={"table": json.dumps(content, ensure_ascii=False)},
            timestamp=int(timezone.now().timestamp()),
        )
    )


def _padded(row: Sequence[Cell], wide: int) -> list[Cell]:
    return [*row, *[None] * (wide - len(row))]


def _is_of_numbers(body: Sequence[Sequence[Cell]], column: int) -> bool:
    cells = [row[column] for row in body if column < len(row) and row[column] not in (None, "")]
    return any(isinstance(cell, int) for cell in cells)


def _set(cell: Cell) -> str:
    if isinstance(cell, date):
        return date_format(cell, "j M Y")
    return grouped(cell) if isinstance(cell, int) else cell or ""
