"""Tables that people upload: CSV as Excel and banks write it, and workbooks."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise, zip_longest
from pathlib import Path

from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.imports.rules import plain

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
HEADING_WITHIN = 30  # rows; titles and empty lines above the heading are common
DELIMITERS = (",", ";", "\t")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is plainly something else: PDF, PNG, JPEG, GIF, RTF, RAR, 7z, web pages.
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"<")
READER = Path(__file__).with_name("workbook_reader.py")
SECONDS = 20

Cells = list[list[str]]
Spelled = Mapping[str, str]  # what a heading is plainly, and the column that it is


class UnreadableTable(DomainError):
    """The upload is not a table that can be read; the sentence says what to do."""

    code = "unreadable_table"


SENTENCES: dict[str, str | Promise] = {
    "locked": _("This file is locked with a password. Remove the password and send it again."),
    "large": _("This file unpacks to far too much data. Copy the table into a new file."),
    "rows": _("This table has more than 20.000 rows. Split it into parts."),
    "broken": _("This file is damaged or not a spreadsheet. Save it again as Excel or CSV."),
}


def read_table(
    upload: "File[bytes]", *, needs: Sequence[str], also: Mapping[str, Sequence[str]] | None = None
) -> list[dict[str, str]]:
    """Read CSV, .xlsx, .xls or .ods into rows keyed by heading; raises UnreadableTable.

    The columns in `needs` are keyed as spelled there, others in lower case, and "#" is the row's
    number in the file; `also` are other headings of a needed column. A heading may stand in two
    rows, where cells are merged. Blank rows are left out, cells are trimmed text.
    """
    content = _content_of(upload)
    spelled = {plain(word): need for need, words in (also or {}).items() for word in words}
    spelled |= {plain(need): need for need in needs}
    if content.startswith((ZIP, OLE)):
        return _keyed(_workbook_cells(content), needs, spelled)
    return _keyed(_csv_cells(_decoded(content), spelled), needs, spelled, is_strict=True)


def read_cells(
    upload: "File[bytes]", *, weigh: Callable[[Cells], tuple[int, ...]]
) -> tuple[Cells, bool]:
    """Every cell of CSV, .xlsx, .xls or .ods as text, and whether it was CSV.

    CSV is divided by the sign under which it weighs most. Raises UnreadableTable.
    """
    content = _content_of(upload)
    if content.startswith((ZIP, OLE)):
        return _workbook_cells(content), False
    text = _decoded(content)
    return max((_split(text, delimiter) for delimiter in DELIMITERS), key=weigh), True


def _content_of(upload: "File[bytes]") -> bytes:
    upload.seek(0)
    content: bytes = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableTable(_("This file is larger than 5 MB. Split it into smaller files."))
    if not content.strip():
        raise UnreadableTable(_("This file is empty."))
    if content.lstrip().startswith(OTHERS):
        raise UnreadableTable(SENTENCES["broken"])
    return content


def _decoded(content: bytes) -> str:
    # Excel writes "Unicode text" as UTF-16, and plain CSV in the code page of Windows.
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTable(SENTENCES["broken"])


def _csv_cells(text: str, spelled: Spelled) -> Cells:
    """Read with the delimiter under which the heading appears."""
    tried = [_split(text, delimiter) for delimiter in DELIMITERS]
    for cells in tried:
        if _heading(cells, spelled) is not None:
            return cells
    return max(tried, key=lambda cells: max(map(len, cells[:HEADING_WITHIN]), default=0))


def _split(text: str, delimiter: str) -> Cells:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = islice(lines, MAX_ROWS + HEADING_WITHIN + 1)
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error:
        raise UnreadableTable(SENTENCES["broken"]) from None


def _workbook_cells(content: bytes) -> Cells:
    # Our own script and our own interpreter; the upload is only its standard input.
    command = [sys.executable, "-I", str(READER), str(MAX_ROWS + HEADING_WITHIN + 1)]
    try:
        ended = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableTable(SENTENCES["large"]) from None
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        # The system ended it (a signal) for what it took, or the reader gave up.
        answer = {"error": "large" if ended.returncode < 0 else "broken"}
    if "error" in answer:
        raise UnreadableTable(SENTENCES[answer["error"]])
    rows: Cells = answer["rows"]
    return rows


def _heading(cells: Cells, spelled: Spelled) -> tuple[int, list[str]] | None:
    """The first row that has every needed column, with its headings.

    Where cells are merged, "Saldo" stands over "Debet" and "Kredit": then it is two rows as one.
    """
    wanted = set(spelled.values())
    first = cells[:HEADING_WITHIN]
    for index, row in enumerate(first):
        if wanted <= _named(row, spelled):
            return index, row
    for index, (upper, lower) in enumerate(pairwise(first), start=1):
        both = [below or above for above, below in zip_longest(upper, lower, fillvalue="")]
        if wanted <= _named(both, spelled):
            return index, both
    return None


def _named(row: Sequence[str], spelled: Spelled) -> set[str]:
    return {spelled[name] for name in map(plain, row) if name in spelled}


def _keyed(
    cells: Cells, needs: Sequence[str], spelled: Spelled, *, is_strict: bool = False
) -> list[dict[str, str]]:
    found = _heading(cells, spelled)
    if found is None:
        raise UnreadableTable(_missing(cells, needs, spelled))
    at, heading = found
    names = _names(heading, spelled)
    rows = []
    for number, row in enumerate(cells[at + 1 :], start=at + 2):
        if not any(row):
            continue
        if is_strict and any(row[len(names) :]):
            raise UnreadableTable(
                _(
                    "Row %(row)s has more cells than the heading. Put texts and numbers that "
                    "contain the separator between quotation marks."
                )
                % {"row": number}
            )
        padded = row + [""] * (len(names) - len(row))
        rows.append({name: padded[i] for i, name in enumerate(names) if name} | {"#": str(number)})
    if len(rows) > MAX_ROWS:
        raise UnreadableTable(SENTENCES["rows"])
    return rows


def _names(heading: list[str], spelled: Spelled) -> list[str]:
    names = [spelled.get(plain(cell), cell.casefold()) for cell in heading]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableTable(
            _("The column %(column)s appears twice in the heading. Keep one.")
            % {"column": twice[0][:60]}
        )
    return names


def _missing(cells: Cells, needs: Sequence[str], spelled: Spelled) -> str:
    seen = [_named(row, spelled) for row in cells[:HEADING_WITHIN]]
    fullest: set[str] = max(seen, key=len, default=set())
    missing = [need for need in needs if need not in fullest]
    return _("The heading lacks these columns: %(columns)s. It needs: %(needs)s.") % {
        "columns": ", ".join(missing),
        "needs": ", ".join(needs),
    }
