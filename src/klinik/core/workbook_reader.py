"""The first filled sheet of a workbook, read in a process of its own that may die of a bad file.

A few kilobytes can claim a billion cells, and the reader would take all memory for them. Started by
path with the workbook on standard input; answers with JSON: `{"rows": [...]}` or `{"error": code}`.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import sys
import zipfile
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY = 768 * 1024 * 1024  # bytes
SECONDS = 10
FAILED = re.compile(
    rb'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>(#[A-Z0-9/!?]{1,12})</v>', re.DOTALL
)
AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
SHEET, RELATIONS = re.compile(rb"<sheet\b[^>]*>"), re.compile(rb"<Relationship\b[^>]*>")
RELATION, KEY = re.compile(rb'\br:id="([^"]+)"'), re.compile(rb'\bId="([^"]+)"')
TARGET = re.compile(rb'\bTarget="([^"]+)"')
UNPACKED = 64 * 1024 * 1024  # bytes


class TooLarge(Exception):
    """Small on the way, huge when unpacked."""


class TooManyRows(Exception):
    """Something stands further down than is read: none of it is left out in silence."""


def limit_ourselves() -> None:
    """Let the system end this process before it harms others (where the system can)."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def repacked(content: bytes) -> bytes:
    """The same archive without compression: what was measured is what will be read."""
    left = UNPACKED
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        for member in packed.infolist():
            left -= member.file_size
            if left < 0:
                raise TooLarge
            # Stops at the size that the member declares, whatever else is packed behind it.
            unpacked.writestr(member.filename, packed.read(member))
    return plain.getvalue()


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as 2026-11-23."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return str(cell).strip()


def rows_of(content: bytes, most: int) -> list[list[str]]:
    """The rows of the first visible sheet that has any, at most `most` of them."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    visible = [s.name for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    for name in visible or workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        cells = sheet.to_python(skip_empty_area=False, nrows=most)
        if sheet.height > len(cells):
            raise TooManyRows
        if cells:
            rows = [[as_text(cell) for cell in row] for row in cells]
            if content.startswith(b"PK"):
                name_errors(rows, content, number=workbook.sheet_names.index(name))
            return rows
    return []


def name_errors(rows: list[list[str]], content: bytes, *, number: int) -> None:
    """Write "#REF!" where a formula failed: the reader gives such cells as empty ones."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        path = path_of(packed, number)
        found = FAILED.findall(packed.read(path)) if path else []
    for place, text in found:
        at = AT.search(place)
        if at is None:
            continue
        row, column = int(at[2]) - 1, column_of(at[1])
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text.decode()


def path_of(packed: zipfile.ZipFile, number: int) -> str | None:
    """Where a workbook of Excel keeps its sheet of this number, counted from 0."""
    if "xl/workbook.xml" not in packed.namelist():
        return None
    sheets = [RELATION.search(sheet) for sheet in SHEET.findall(packed.read("xl/workbook.xml"))]
    relations = RELATIONS.findall(packed.read("xl/_rels/workbook.xml.rels"))
    targets = {
        key[1]: target[1].decode()
        for one in relations
        if (key := KEY.search(one)) and (target := TARGET.search(one))
    }
    wanted = sheets[number] if number < len(sheets) else None
    place = targets.get(wanted[1], "") if wanted else ""
    path = place[1:] if place.startswith("/") else f"xl/{place}"
    return path if path in packed.namelist() else None


def column_of(letters: bytes) -> int:
    """The number of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def main(most: int) -> None:
    """Answer on standard output; the exit status says nothing, an answer missing says enough."""
    limit_ourselves()
    content = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        if content.startswith(b"PK"):
            content = repacked(content)
        answer = {"rows": rows_of(content, most)}
    except PasswordError:
        answer = {"error": "locked"}
    except TooManyRows:
        answer = {"error": "rows"}
    except (TooLarge, MemoryError):
        answer = {"error": "large"}
    except Exception as error:  # whatever a damaged file does to zip, XML or the reader
        locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
        answer = {"error": "locked" if locked else "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
