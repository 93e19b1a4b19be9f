"""How a row of such a table is understood; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
from klinik.core.lines import as_scanned
from klinik.core.money import MAX_AMOUNT, rupiah
from klinik.finance.shop.intake.columns import EXAMPLE
from klinik.finance.shop.rules import (
    BY_MEASURE,
    GOOD_CODE,
    NAME_LENGTH,
    PER_UNIT,
    UNITS,
    is_code,
    read_quantity,
)

RUPIAH = re.compile(r"^rp\.?\s*", re.IGNORECASE)
PART = re.compile(r"[0-9]+\.[0-9]{1,2}", re.ASCII)  # as Excel hands over 2,5


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says of a good; quantities in thousandths, money in whole rupiah."""

    row: int
    name: str
    price: int
    barcode: str
    category: str
    unit_name: str
    there: int
    unit_cost: int
    member_price: int | None
    wholesale_price: int | None
    wholesale_from: int | None
    low_at: int | None


def read_row(at: int, line: Row, mapping: Mapping[str, int], *, headings: int) -> Said | Outcome:
    """What a row says, or everything that is wrong with it."""
    try:
        cells = cells_of(line, mapping, headings=headings)
        if plain(EXAMPLE) in plain(cells.get("name", "")):
            raise BadCell(_("This is an example of the template."))
    except BadCell as refusal:
        return Outcome(Result.BAD, str(refusal.message))
    read, wrong = _cells(cells)
    wrong += _impossible(read) if not wrong else []
    if wrong:
        return Outcome(Result.BAD, " ".join(dict.fromkeys(wrong)))
    return Said(row=at, **{name: read.get(name, empty) for name, empty in EMPTY.items()})


EMPTY: dict[str, Any] = {
    "name": "",
    "price": 0,
    "barcode": "",
    "category": "",
    "unit_name": "pcs",
    "there": 0,
    "unit_cost": 0,
    "member_price": None,
    "wholesale_price": None,
    "wholesale_from": None,
    "low_at": None,
}


def _cells(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What each cell says, and what is wrong with the others."""
    read: dict[str, Any] = {}
    wrong = []
    for name, cell in cells.items():
        try:
            refuse_unreadable(cell)
            value = READERS[name](cell)
            if value is not None:
                read[name] = value
        except DomainError as refusal:
            wrong.append(str(refusal.message))
    return read, wrong


def _impossible(read: Mapping[str, Any]) -> list[str]:
    """What does not go together."""
    wrong = []
    dearer = max(read.get("member_price", 0), read.get("wholesale_price", 0)) > read["price"]
    if dearer or ("wholesale_price" in read) != ("wholesale_from" in read):
        wrong.append(gettext("The prices for members and for many are at most the usual price."))
    if read.get("there") and "unit_cost" not in read:
        wrong.append(gettext("Say what one cost, 0 if it was a gift."))
    parts = [read.get(name) or 0 for name in ("there", "wholesale_from", "low_at")]
    if any(many % PER_UNIT for many in parts) and read.get("unit_name") not in BY_MEASURE:
        wrong.append(gettext("Of what is not weighed there are only whole ones."))
    return wrong


def name_of(cell: str) -> str:
    """The name of a good. Raises BadCell."""
    if not cell:
        raise BadCell(_("The name is missing."))
    if len(cell) > NAME_LENGTH:
        raise BadCell(gettext("A name has at most %(most)s letters.") % {"most": NAME_LENGTH})
    return cell


def price_of(cell: str) -> int:
    """A price that has to be there. Raises BadCell."""
    amount = amount_of(cell)
    if amount is None:
        raise BadCell(_("The price is missing."))
    return amount


def amount_of(cell: str) -> int | None:
    """Whole rupiah, "Rp 1.250" -> 1250; empty is None. Raises BadCell."""
    amount = whole_number(RUPIAH.sub("", cell)) if cell not in {"-", "–"} else None
    if amount is not None and amount > MAX_AMOUNT:
        raise BadCell(gettext("No price is larger than %(most)s.") % {"most": rupiah(MAX_AMOUNT)})
    return amount


def quantity_of(cell: str) -> int | None:
    """How much, "2,5" -> 2500 thousandths; empty is None. Raises BadCell."""
    written = in_ascii(cell).removesuffix(".0")
    if written in {"", "-", "–"}:
        return None
    found = read_quantity(written.replace(".", ",") if PART.fullmatch(written) else written)
    if found is None:
        raise BadCell(_("Type how much, for example 12 or 0,25."))
    return found


def barcode_of(cell: str) -> str:
    """A code as a scanner reads it; empty is none. Raises BadCell."""
    tidied = as_scanned(digits_of(cell))
    if tidied and (not is_code(tidied) or GOOD_CODE.fullmatch(tidied)):
        raise BadCell(
            _("A code has at most 40 letters, digits and . / _ -, and no number of our own.")
        )
    return tidied


def unit_of(cell: str) -> str:
    """By what it is counted; empty is pcs. Raises BadCell."""
    found = cell.casefold() or "pcs"
    if found not in UNITS:
        raise BadCell(gettext("Write one of these units: %(units)s.") % {"units": ", ".join(UNITS)})
    return found


READERS: dict[str, Callable[[str], Any]] = {
    "name": name_of,
    "price": price_of,
    "barcode": barcode_of,
    "category": lambda cell: cell,
    "unit_name": unit_of,
    "there": quantity_of,
    "unit_cost": amount_of,
    "member_price": amount_of,
    "wholesale_price": amount_of,
    "wholesale_from": quantity_of,
    "low_at": quantity_of,
}
