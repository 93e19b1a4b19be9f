"""How a row of such a table is understood: its facts, or everything that is wrong with it; pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NamedTuple

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
from klinik.directory import rules
from klinik.directory.imports.columns import BY_NAME, EXAMPLE_MARK
from klinik.directory.rules.products import refuse_price

FILLERS = {"pondok", "pesantren", "ponpes", "pontren", "pp", "al", "an", "ar", "as", "ad", "at"}
SPELLED_ALIKE = str.maketrans("", "", "'’‘`´ʿʾ\"")
KINDS = {"kab": "kabupaten", "kabupaten": "kabupaten", "kota": "kota", "kodya": "kota"}
SEVERAL = re.compile(r"[,;/|]|\bdan\b")
LINKS = re.compile(r"[,;\s]+")
PRODUCT = ("product", "sector", "category", "price", "price_unit")
CONTACT = ("contact_name", "contact_phone")


class Place(NamedTuple):
    """A region by which a row can name it."""

    pk: int
    code: str
    name: str
    kind: str


@dataclass
class Said:
    """What one row says: only what is there, so that an empty cell never takes a fact away."""

    row: int
    facts: dict[str, Any]
    contact: dict[str, str] = field(default_factory=dict)
    product: dict[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def place(self) -> tuple[int, str]:
        """The region and the name by which the pesantren is known again."""
        return self.facts["region_id"], known_by(self.facts["name"])


@dataclass
class Group:
    """The rows of one pesantren: what they say together, and a product for each row."""

    facts: dict[str, Any]
    contact: dict[str, str]
    source: str
    rows: list[Said]


def known_by(name: str) -> str:
    """A name without what people write differently: "PP. Al-Hikmah" is "Pesantren Al Hikmah"."""
    words = plain(name.translate(SPELLED_ALIKE)).split()
    return "".join(word for word in words if word not in FILLERS) or "".join(words)


class Tables:
    """What a row may name: regions by code and name, those the person may fill, and sectors."""

    def __init__(
        self, places: Sequence[Place], *, allowed: set[int] | None, sectors: Mapping[str, str]
    ) -> None:
        self.allowed = allowed
        self.sectors = {plain(name): code for name, code in sectors.items()}
        self.offered = ", ".join(dict.fromkeys(sectors.values()))
        self.by_code = {place.code: place for place in places}
        self.by_name: dict[str, list[Place]] = {}
        for place in places:
            self.by_name.setdefault(plain(place.name).replace(" ", ""), []).append(place)

    def sector(self, cell: str) -> str:
        """The code of the sector that a cell names; raises BadCell with those there are."""
        code = self.sectors.get(plain(cell))
        if code is None:
            sentence = gettext("There is no such sector. Choose one of these: %(sectors)s.")
            raise BadCell(sentence % {"sectors": self.offered})
        return code

    def named(self, cell: str) -> int:
        """The region that a cell names; raises BadCell with what to write instead."""
        found = self._found(cell)
        if self.allowed is not None and found.pk not in self.allowed:
            raise BadCell(_("You bring in pesantren of your own regency only."))
        return found.pk

    def _found(self, cell: str) -> Place:
        code = in_ascii(cell).replace(".", "")
        if code in self.by_code:
            return self.by_code[code]
        words = plain(cell).split()
        kind = KINDS.get(words[0], "") if len(words) > 1 else ""
        there = self.by_name.get("".join(words[1:] if kind else words), [])
        fits = [place for place in there if not kind or place.kind == kind]
        if not fits:
            raise BadCell(
                gettext("No region of the province is called “%(name)s”.") % {"name": cell[:60]}
            )
        if len(fits) > 1:
            sentence = gettext("Kabupaten or kota? Write “Kabupaten %(name)s” or “Kota %(name)s”.")
            raise BadCell(sentence % {"name": fits[0].name})
        return fits[0]


def read_row(
    at: int,
    row: Row,
    mapping: Mapping[str, int],
    tables: Tables,
    *,
    headings: int,
    today: date,
) -> Said | Outcome:
    """The facts of a row, or an outcome that names everything that is wrong with it."""
    try:
        cells = cells_of(row, mapping, headings=headings)
    except BadCell as refusal:
        return Outcome(Result.BAD, str(refusal.message))
    said, problems = Said(at, {}), list[str]()
    for name, cell in cells.items():
        if cell:
            _try(problems, name, partial(_take, said, name, cell, tables))
    if cells.get("name", "").casefold().startswith(EXAMPLE_MARK):
        return Outcome(Result.BAD, gettext("This is the example of the table. Delete this row."))
    for check in (_whole_pesantren, _whole_contact, _whole_product):
        check(said, cells, problems, today)
    if problems:
        return Outcome(Result.BAD, " ".join(problems))
    return said


def _try(problems: list[str], name: str, take: Callable[[], object]) -> None:
    try:
        take()
    except DomainError as refusal:
        problems.append(f"{BY_NAME[name].label}: {refusal.message}")


def _take(said: Said, name: str, cell: str, tables: Tables) -> None:
    refuse_unreadable(cell)
    if name == "region":
        said.facts["region_id"] = tables.named(cell)
    elif name == "sector":
        said.product[name] = tables.sector(cell)
    elif name == "source":
        said.source = rules.checked_line(cell, field=name, longest=300)
    elif name in CONTACT:
        said.contact[name] = READ[name](cell)
    elif name in PRODUCT:
        said.product[name] = READ[name](cell)
    else:
        said.facts[name] = READ[name](cell)


def _line(field: str, longest: int) -> Callable[[str], str]:
    return lambda cell: rules.checked_line(cell, field=field, longest=longest)


def _name(cell: str) -> str:
    if not any(sign.isalpha() for sign in cell):
        raise BadCell(_("A name has letters."))
    return rules.checked_line(cell, field="name", longest=200)


def _year(cell: str) -> int | None:
    # Excel likes to make a day of a year: 2021-01-01.
    return whole_number(cell[:4] if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell)


def _degrees(cell: str) -> Decimal:
    try:
        return Decimal(in_ascii(cell).replace(",", "."))
    except InvalidOperation:
        raise BadCell(_("Write degrees, for example -7,12.")) from None


def _price(cell: str) -> int | None:
    price = whole_number(re.sub(r"^rp\.?\s*", "", cell, flags=re.IGNORECASE).removesuffix(",-"))
    refuse_price(price)
    return price


READ: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "nspp": lambda cell: rules.checked_nspp(digits_of(cell)),
    "district": _line("district", 100),
    "village": _line("village", 100),
    "address": _line("address", 200),
    "postcode": lambda cell: rules.checked_postcode(digits_of(cell)),
    "latitude": _degrees,
    "longitude": _degrees,
    "santri": lambda cell: rules.checked_santri(whole_number(cell)),
    "cohort_year": _year,
    "pillars": lambda cell: rules.checked_pillars(SEVERAL.split(cell)),
    "phone": lambda cell: rules.checked_phone(digits_of(cell)),
    "email": rules.checked_email,
    "website": rules.checked_website,
    "instagram": rules.checked_instagram,
    "marketplaces": lambda cell: rules.checked_marketplaces(LINKS.split(cell)),
    "contact_name": _line("contact_name", 200),
    "contact_phone": lambda cell: rules.checked_phone(digits_of(cell)),
    "product": _line("product", 200),
    "category": lambda cell: rules.checked_line(cell, field="category", longest=40).lower(),
    "price": _price,
    "price_unit": _line("price_unit", 40),
}


def _whole_pesantren(
    said: Said, cells: Mapping[str, str], problems: list[str], today: date
) -> None:
    facts = said.facts
    if not cells.get("name"):
        problems.append(gettext("The name is missing."))
    if not cells.get("region"):
        problems.append(
            gettext(
                "The kabupaten or kota is missing. Of merged cells only the first holds a text: "
                "write it in every row."
            )
        )
    if "cohort_year" in facts:
        _try(
            problems,
            "cohort_year",
            partial(rules.checked_cohort, facts["cohort_year"], today=today),
        )
    if "latitude" in facts or "longitude" in facts:
        _try(problems, "latitude", partial(_point, facts))


def _point(facts: dict[str, Any]) -> None:
    point = rules.checked_point(facts.get("latitude"), facts.get("longitude"))
    facts["latitude"], facts["longitude"] = point


def _whole_contact(said: Said, cells: Mapping[str, str], problems: list[str], _today: date) -> None:
    if cells.get("contact_phone") and not cells.get("contact_name"):
        problems.append(gettext("Whose number is it? Write the name of the contact person too."))


def _whole_product(said: Said, cells: Mapping[str, str], problems: list[str], _today: date) -> None:
    product = said.product
    if product.get("product") and not cells.get("sector"):
        problems.append(gettext("A product needs its sector, such as makanan or minuman."))
    if any(cells.get(name) for name in ("price", "price_unit")) and not cells.get("product"):
        problems.append(gettext("A price without a product: write the product too."))
    if "product" not in product:
        said.product = {}
    elif "sector" in product:
        product.setdefault("category", product["sector"])


def grouped(
    rows: Iterable[Said], *, number_of: Sequence[int]
) -> tuple[list[Group], dict[int, Outcome]]:
    """The rows of each pesantren together; rows that repeat or contradict an earlier one are bad.

    `number_of` says which number a row has in the file.
    """
    groups: list[Group] = []
    by_nspp: dict[str, Group] = {}
    by_place: dict[tuple[int, str], Group] = {}
    refused: dict[int, Outcome] = {}
    for said in rows:
        nspp = said.facts.get("nspp", "")
        group = by_nspp.get(nspp) if nspp else None
        if group is None:
            there = by_place.get(said.place)
            group = there if there and not (nspp and there.facts.get("nspp")) else None
        if group is None:
            group = Group(dict(said.facts), dict(said.contact), said.source, [said])
            groups.append(group)
            by_place.setdefault(said.place, group)
        elif problem := _repeats(group, said, number_of[group.rows[0].row]):
            refused[said.row] = Outcome(Result.BAD, problem)
            continue
        else:
            group.facts |= said.facts
            group.contact |= said.contact
            group.rows.append(said)
        if nspp:
            by_nspp[nspp] = group
    return groups, refused


def _repeats(group: Group, said: Said, first: int) -> str:
    """Why a further row of a pesantren cannot be taken; empty where it adds a product."""
    known = group.facts | group.contact
    other = [name for name, v in (said.facts | said.contact).items() if known.get(name, v) != v]
    if other:
        label = BY_NAME["region" if other[0] == "region_id" else other[0]].label
        sentence = gettext("Row %(row)s says otherwise of the same pesantren: %(column)s.")
        return sentence % {"row": first, "column": label}
    made = {before.product["product"].casefold() for before in group.rows if before.product}
    if not said.product or said.product["product"].casefold() in made:
        return gettext("The same as row %(row)s. Once is enough.") % {"row": first}
    return ""
