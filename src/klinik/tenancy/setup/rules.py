"""What setting up a province is refused for, and how its tables are read; pure."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.imports import Column
from klinik.core.imports.rules import guessed
from klinik.core.imports.sheets import Sheet

COLUMNS = (
    Column(
        "kode", _("Code"), ("kode", "kode bps", "kode wilayah", "bps code", "code", "no kode"),
        _("The four digits of BPS, such as 3524 or 35.24."), "9901", is_needed=True, is_number=True,
    ),
    Column(
        "nama", _("Name"),
        ("nama", "nama wilayah", "kabupaten kota", "kabupaten", "kab kota", "wilayah", "name"),
        _("With or without the word before it: Kota Malang, or Malang."), "Muara Biru",
        is_needed=True,
    ),
    Column(
        "jenis", _("Kind"), ("jenis", "jenis wilayah", "kind", "tipe", "status"),
        _("kabupaten or kota; may be empty where the name says it."), "kabupaten",
    ),
)  # fmt: skip
EXAMPLES: tuple[dict[str, str], ...] = (
    {"kode": "9901", "nama": "Muara Biru (simulasi)", "jenis": "kabupaten"},
    {"kode": "9971", "nama": "Kota Samudra Jaya (simulasi)", "jenis": "kota"},
)
KINDS = {"kabupaten": "kabupaten", "kab": "kabupaten", "kab.": "kabupaten", "kota": "kota"}
CODE = re.compile(r"[0-9]{2,4}")
LOST_ZERO = re.compile(r"[0-9]{2}\.[0-9]")
EXAMPLE = "(simulasi)"
MOST_SHOWN = 20


class AlreadySetUp(DomainError):
    """Somebody was quicker."""

    code = "already_set_up"

    def __init__(self) -> None:
        super().__init__(_("This house has been set up already. Sign in instead."))


class BadRegions(DomainError):
    """The file of regions cannot be used; `problems` say where."""

    code = "bad_regions"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems[:MOST_SHOWN]))
        self.problems = problems[:MOST_SHOWN]


class RegionRow(NamedTuple):
    """A kabupaten or kota to make."""

    code: str
    name: str
    kind: str


class OfficeRow(NamedTuple):
    """An aspect of facilitation and the office that answers for it."""

    aspect: str
    office: str


def keyed(sheet: Sheet) -> list[dict[str, str]]:
    """The rows of a sheet under kode, nama and jenis. Raises BadRegions without the first two."""
    found = guessed(COLUMNS, sheet.headings)
    missing = [str(c.label) for c in COLUMNS if c.is_needed and c.name not in found]
    if missing:
        sentence = gettext("The file lacks these columns: %(columns)s. Take the table from here.")
        raise BadRegions([sentence % {"columns": ", ".join(missing)}])
    return [
        {c.name: _cell(row.cells, found.get(c.name)) for c in COLUMNS} | {"#": str(row.number)}
        for row in sheet.rows
    ]


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def read_regions(rows: Iterable[Mapping[str, str]]) -> list[RegionRow]:
    """The regions of a table with kode, nama and jenis. Raises BadRegions with every problem."""
    read: list[RegionRow] = []
    problems: list[str] = []
    for row in rows:
        region, problem = _region(row)
        if region and _is_among(region, read):
            problem = gettext("this region stands in the file twice")
        if problem:
            sentence = gettext("Row %(row)s: %(problem)s.")
            problems.append(sentence % {"row": row["#"], "problem": problem})
        elif region:
            read.append(region)
    if problems:
        raise BadRegions(problems)
    if not read:
        raise BadRegions([gettext("The file holds no region.")])
    return read


def _is_among(region: RegionRow, read: Iterable[RegionRow]) -> bool:
    return any(
        region.code == known.code or (region.name, region.kind) == (known.name, known.kind)
        for known in read
    )


def _code(written: str) -> str:
    """The digits alone; a 33.10 that Excel took for a number lost its last one."""
    return (written + "0" if LOST_ZERO.fullmatch(written) else written).replace(".", "")


def _region(row: Mapping[str, str]) -> tuple[RegionRow | None, str]:
    code, name = _code(row["kode"].strip()), " ".join(row["nama"].split())
    if EXAMPLE in name.casefold():
        return None, gettext("this is the example of the table; delete the row")
    kind = KINDS.get(row["jenis"].strip().casefold(), "")
    for word, of_kind in KINDS.items():  # "Kota Malang" says its kind itself
        if name.casefold().startswith(f"{word} ") and kind in {"", of_kind}:
            name, kind = name[len(word) + 1 :].strip(), of_kind
            break
    if not CODE.fullmatch(code):
        return None, gettext("the code has 2 to 4 digits, for example 3524")
    if not name or len(name) > 100:
        return None, gettext("the name is missing or longer than 100 letters")
    if not kind:
        return None, gettext("jenis is kabupaten or kota")
    return RegionRow(code, name, kind), ""
