"""How a row of such a table is understood; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.imports import Outcome, Result
from klinik.core.imports.rules import (
    BadCell,
    Row,
    cells_of,
    digits_of,
    in_ascii,
    plain,
    refuse_unreadable,
    whole_number,
)
from klinik.core.money import MAX_AMOUNT, rupiah
from klinik.core.phones import tidy_phone
from klinik.finance.members.rules import (
    ADDRESS_LENGTH,
    Category,
    Facts,
    Relation,
    refuse_unborn,
    tidy_name,
    tidy_nik,
)
from klinik.finance.savings.intake.columns import BALANCE, DUE, EXAMPLE, PURPOSE, TARGET

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
USUAL = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
CATEGORIES = {
    "santri": Category.SANTRI, "siswa": Category.SANTRI, "murid": Category.SANTRI,
    "wali": Category.GUARDIAN, "wali santri": Category.GUARDIAN, "orang tua": Category.GUARDIAN,
    "guru": Category.TEACHER, "ustadz": Category.TEACHER, "ustadzah": Category.TEACHER,
    "pegawai": Category.TEACHER, "karyawan": Category.TEACHER, "pengurus": Category.TEACHER,
    "alumni": Category.ALUMNI, "umum": Category.PUBLIC, "masyarakat": Category.PUBLIC,
    "masyarakat umum": Category.PUBLIC,
}  # fmt: skip
RELATIONS = {
    "ayah": Relation.FATHER, "bapak": Relation.FATHER, "ibu": Relation.MOTHER,
    "wali": Relation.GUARDIAN, "kakek": Relation.GUARDIAN, "nenek": Relation.GUARDIAN,
    "paman": Relation.GUARDIAN, "bibi": Relation.GUARDIAN, "kakak": Relation.GUARDIAN,
}  # fmt: skip
Named = TypeVar("Named")
RUPIAH = re.compile(r"^rp\.?\s*", re.IGNORECASE)


class Terms(NamedTuple):
    """On which terms somebody holds term savings, or savings for a goal; in rupiah."""

    due_on: date | None = None
    target: int = 0
    purpose: str = ""


@dataclass(slots=True)
class Said:
    """What one row says of a member; an empty cell says nothing. Balances by prefix, in rupiah."""

    row: int
    name: str
    facts: Facts
    phone: str = ""
    former_number: str = ""
    joined_on: date | None = None
    balances: dict[str, int] = field(default_factory=dict)
    terms: dict[str, "Terms"] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        """By what the member is known again, the surest first."""
        if self.facts.nik or self.former_number:
            nik = [f"nik {self.facts.nik}"] if self.facts.nik else []
            return nik + ([f"no {self.former_number}"] if self.former_number else [])
        return [f"name {known_by(self.name)} {self.facts.birth_date or ''} {self.phone}"]


def known_by(name: str) -> str:
    """A name without what people write differently."""
    return plain(name)


def read_row(
    at: int, line: Row, mapping: Mapping[str, int], *, headings: int, today: date
) -> Said | Outcome:
    """What a row says, or everything that is wrong with it."""
    try:
        cells = cells_of(line, mapping, headings=headings)
        if plain(EXAMPLE) in plain(cells.get("name", "")):
            raise BadCell(_("This is an example of the template."))
    except BadCell as refusal:
        return Outcome(Result.BAD, str(refusal.message))
    read, wrong = _cells(cells)
    wrong += _impossible(read, today=today)
    if wrong:
        return Outcome(Result.BAD, " ".join(dict.fromkeys(wrong)))
    return _said(at, read, filled=frozenset(name for name, cell in cells.items() if cell))


def _cells(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What each cell says, and what is wrong with the others."""
    read: dict[str, Any] = {}
    wrong = []
    for name, cell in cells.items():
        try:
            refuse_unreadable(cell)
            read[name] = _reader(name)(cell)
        except DomainError as refusal:
            wrong.append(str(refusal.message))
    return read, wrong


def _impossible(read: Mapping[str, Any], *, today: date) -> list[str]:
    """What no day can be."""
    try:
        refuse_unborn(read.get("birth_date"), today=today)
        for name in ("joined_on", "consented_on"):
            if read.get(name) and read[name] > today:
                raise BadCell(_("This day lies in the future."))
    except DomainError as refusal:
        return [str(refusal.message)]
    return []


def _said(at: int, read: Mapping[str, Any], *, filled: frozenset[str]) -> Said:
    guardian = read.get("guardian_name") or ""
    facts = Facts(
        category=read.get("category") or Category.PUBLIC,
        birth_date=read.get("birth_date"),
        address=read.get("address") or "",
        nik=read.get("nik") or "",
        guardian_name=guardian,
        guardian_relation=(read.get("guardian_relation") or Relation.GUARDIAN) if guardian else "",
        guardian_phone=(read.get("guardian_phone") or "") if guardian else "",
        consented_on=read.get("consented_on"),
    )
    balances = {
        name.removeprefix(BALANCE): value
        for name, value in read.items()
        if name.startswith(BALANCE) and value
    }
    terms = {
        prefix: Terms(
            read.get(f"{DUE}{prefix}"),
            read.get(f"{TARGET}{prefix}") or 0,
            read.get(f"{PURPOSE}{prefix}") or "",
        )
        for prefix in balances
    }
    return Said(
        at,
        read["name"],
        facts,
        read.get("phone") or "",
        read.get("former_number") or "",
        read.get("joined_on"),
        balances,
        terms,
        filled,
    )


def _reader(name: str) -> Callable[[str], Any]:
    of_product = (reads for start, reads in OF_PRODUCTS.items() if name.startswith(start))
    return next(of_product, None) or READERS[name]


def day_of(cell: str) -> date | None:
    """A day as people and Excel write it; empty is None. Raises BadCell."""
    written = in_ascii(cell).split("T")[0].split(" ")[0]
    if not written:
        return None
    iso, usual = ISO.fullmatch(written), USUAL.fullmatch(written)
    if found := iso or usual:
        year, month, day = found.groups() if iso else found.groups()[::-1]
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            pass
    raise BadCell(_("Write a day as day-month-year, for example 17-05-2012."))


def amount_of(cell: str) -> int:
    """A balance in whole rupiah, "Rp 1.250.000" -> 1250000; empty is 0. Raises BadCell."""
    amount = whole_number(RUPIAH.sub("", cell)) if cell not in {"-", "–"} else 0
    if amount is not None and amount > MAX_AMOUNT:
        raise BadCell(gettext("No balance is larger than %(most)s.") % {"most": rupiah(MAX_AMOUNT)})
    return amount or 0


def category_of(cell: str) -> Category | None:
    """The category that a cell names; empty is None. Raises BadCell."""
    return _one_of(cell, CATEGORIES, _("Write santri, wali santri, guru, alumni or umum."))


def relation_of(cell: str) -> Relation | None:
    """Who the guardian is; empty is None. Raises BadCell."""
    return _one_of(cell, RELATIONS, _("Write ayah, ibu or wali."))


def _one_of(cell: str, known: Mapping[str, Named], sentence: Any) -> Named | None:
    if not cell:
        return None
    if plain(cell) not in known:
        raise BadCell(sentence)
    return known[plain(cell)]


def _phone_of(cell: str) -> str:
    return tidy_phone(digits_of(cell)) if cell else ""


def _nik_of(cell: str) -> str:
    return tidy_nik(digits_of(cell)) if cell else ""


def _former_of(cell: str) -> str:
    return digits_of(cell)[:40] if cell else ""


PURPOSE_LENGTH = 100
OF_PRODUCTS: dict[str, Callable[[str], Any]] = {
    BALANCE: amount_of,
    DUE: day_of,
    TARGET: amount_of,
    PURPOSE: lambda cell: cell[:PURPOSE_LENGTH],
}
READERS: dict[str, Callable[[str], Any]] = {
    "name": tidy_name,
    "former_number": _former_of,
    "nik": _nik_of,
    "category": category_of,
    "phone": _phone_of,
    "birth_date": day_of,
    "address": lambda cell: cell[:ADDRESS_LENGTH],
    "joined_on": day_of,
    "guardian_name": lambda cell: tidy_name(cell) if cell else "",
    "guardian_relation": relation_of,
    "guardian_phone": _phone_of,
    "consented_on": day_of,
}
