"""The first filled sheet of a workbook, read in a process of its own that may die of a bad file.

A few kilobytes can claim a billion cells, and the reader would take all memory for them. Started by
path with the workbook on standard input; answers with JSON: `{"rows": [...]}` or `{"error": code}`.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
import zipfile
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY = 768 * 1024 * 1024  # bytes
SECONDS = 10
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
            return [[as_text(cell) for cell in row] for row in cells]
    return []


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
