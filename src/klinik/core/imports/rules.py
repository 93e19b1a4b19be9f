"""What an import is made of, and how headings and cells are understood; pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

Text = str | Promise
MOST_COLUMNS = 200
FORMULA, ERRORS = "=", ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
SHORTENED = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)  # 5,10035E+11
WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[., ][0-9]{3})+")
# Overrides and isolates turn the direction of reading; the joiners Arabic needs stay.
LEFT_OUT = dict.fromkeys([0x200B, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Result(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"


class Outcome(NamedTuple):
    """What becomes of a row, and for a person: what changes, or why it cannot be saved."""

    result: Result
    said: str = ""


class Column(NamedTuple):
    """Something that can be read from a table: its name in code, what people call it, and help."""

    name: str
    label: Text
    words: tuple[str, ...]  # other headings under which it stands
    help: Text = ""
    example: str = ""
    is_needed: bool = False
    is_number: bool = False  # of digits that must stay as they are: kept as text in the template


class Row(NamedTuple):
    """A row of the file: its number there and its cells."""

    number: int
    cells: list[str]


class BadCell(DomainError):
    """A cell that is not what it should be; the sentence says what to do."""

    code = "bad_cell"


def tidy(cell: str) -> str:
    """The text of a cell on one line: every kind of space is one, what cannot be seen is gone."""
    kept = cell.translate(LEFT_OUT)
    if not kept.isascii() or not kept.isprintable():
        signs = (" " if unicodedata.category(s) in {"Cc", "Cs"} else s for s in kept)
        kept = unicodedata.normalize("NFC", "".join(signs))
    return " ".join(kept.split())


def refuse_unreadable(cell: str) -> None:
    """Raise BadCell for a formula that stayed text, and for an error that Excel shows."""
    if cell.startswith(FORMULA):
        raise BadCell(_("This is a formula, not a text. Copy the cell and paste only its value."))
    if cell in ERRORS:
        raise BadCell(_("Excel shows an error here. Write the value itself."))


def digits_of(cell: str) -> str:
    """A number that is a name, such as an NSPP; raises BadCell where Excel has shortened it."""
    if SHORTENED.fullmatch(cell):
        raise BadCell(
            _("Excel has shortened this number. Make the column “Text” and write it again in full.")
        )
    return in_ascii(cell).removesuffix(".0")


def whole_number(cell: str) -> int | None:
    """A number as people write it, "1.250" -> 1250; empty is None. Raises BadCell."""
    written = re.sub(r"[.,]0{1,2}$", "", in_ascii(cell))
    if not written:
        return None
    if not WHOLE.fullmatch(written) or len(written) > 20:
        raise BadCell(_("Write a whole number in digits, for example 1250."))
    return int(re.sub(r"\D", "", written))


def in_ascii(text: str) -> str:
    """Digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(s)) if s.isdigit() else s for s in text)


def plain(heading: str) -> str:
    """A heading without what people write differently: "Nama  Ponpes*" -> "nama ponpes"."""
    letters = (sign if sign.isalnum() else " " for sign in heading.casefold())
    return " ".join("".join(letters).split())


def fingerprint(headings: Sequence[str]) -> str:
    """The same headings in the same order are the same kind of file."""
    return hashlib.sha256("\n".join(map(plain, headings)).encode()).hexdigest()


def digest(chunks: Iterable[bytes]) -> str:
    """What makes a file that is sent again the same one."""
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()


def guessed(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, int]:
    """Which heading is which column: by its name first, then by a word that begins it.

    Each heading is used once; a column for which none fits is left out.
    """
    there = [plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for is_exact in (True, False):
        for column in columns:
            if column.name in found:
                continue
            taken = set(found.values())
            for word in _known_as(column):
                at = _first(there, word, taken, is_exact=is_exact)
                if at is not None:
                    found[column.name] = at
                    break
    return found


def _known_as(column: Column) -> list[str]:
    return [plain(str(column.label)), plain(column.name), *map(plain, column.words)]


def _first(there: Sequence[str], word: str, taken: set[int], *, is_exact: bool) -> int | None:
    for at, heading in enumerate(there):
        fits = heading == word if is_exact else heading.startswith(f"{word} ")
        if at not in taken and fits:
            return at
    return None


def known(columns: Sequence[Column], headings: Sequence[str]) -> int:
    """How many headings are the very words for a column."""
    words = {word for column in columns for word in _known_as(column)}
    return len(words & set(map(plain, headings)))


def heading_at(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> int:
    """The row that looks most like a heading: with most known columns, else the first filled."""
    scores = [known(columns, row) for row in cells]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    filled = [at for at, row in enumerate(cells) if sum(map(bool, row)) > 1]
    return filled[0] if filled else 0


def twice(headings: Iterable[str]) -> list[str]:
    """Headings that stand in the file more than once."""
    seen: dict[str, int] = {}
    for heading in headings:
        if heading:
            seen[heading] = seen.get(heading, 0) + 1
    return [heading for heading, times in seen.items() if times > 1]


def cells_of(row: Row, mapping: Mapping[str, int], *, headings: int) -> dict[str, str]:
    """The cells of a row by the names of their columns; what the file does not have is empty.

    Raises BadCell for a row that is longer than its heading.
    """
    width = len(row.cells)
    if width > headings:
        raise BadCell(
            _(
                "This row has more cells than the heading. Put texts that contain the separator "
                "between quotation marks."
            )
        )
    return {name: row.cells[at] if at < width else "" for name, at in mapping.items()}


def counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many rows became what."""
    counts = {result.value: 0 for result in Result}
    for outcome in outcomes:
        counts[outcome.result.value] += 1
    return counts
