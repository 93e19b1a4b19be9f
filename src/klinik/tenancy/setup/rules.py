"""What setting up a province is refused for, and how its tables are read; pure."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

COLUMNS = ("kode", "nama", "jenis")
KINDS = {"kabupaten": "kabupaten", "kab": "kabupaten", "kab.": "kabupaten", "kota": "kota"}
CODE = re.compile(r"[0-9]{2,4}")
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


def _region(row: Mapping[str, str]) -> tuple[RegionRow | None, str]:
    code, name = row["kode"].replace(".", "").strip(), " ".join(row["nama"].split())
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
