"""What may be said of a product, and of the sectors; pure."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import MAX_AMOUNT

MOST_PHOTOS = 6
MOST_MADE = 2**31 - 1


class BadProduct(DomainError):
    """A product cannot be kept so; `field` names what is wrong, the sentence says what to do."""

    code = "bad_product"

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message)
        self.field = field


class ProductReused(DomainError):
    """The same form again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class BadSector(DomainError):
    """A sector cannot be kept so; the sentence says what to do."""

    code = "bad_sector"


def refuse_price(price: int | None) -> None:
    """A price is above zero, in whole rupiah, or not known; raises BadProduct."""
    if price is not None and not 0 < price <= MAX_AMOUNT:
        raise BadProduct("price", _("Write the price in whole rupiah, or leave it empty."))


def refuse_half_a_capacity(number: int | None, unit: str, period: str) -> None:
    """How much, of what, per which time: all three or none; raises BadProduct."""
    if number is not None and not 0 < number <= MOST_MADE:
        raise BadProduct("capacity", _("Write how many you can make, or leave it empty."))
    if number is None and (unit or period):
        raise BadProduct("capacity", _("How many? Write the number as well, or leave all three."))
    if number is not None and not unit:
        raise BadProduct("capacity_unit", _("Of what? For example packs, kilograms, litres."))
    if number is not None and not period:
        raise BadProduct("capacity_period", _("Per day, week, month or year?"))


def checked_sector_code(typed: str) -> str:
    """The code of a sector, "Makanan Ringan" -> "makanan-ringan"; raises BadSector."""
    code = re.sub(r"[^a-z0-9]+", "-", typed.lower()).strip("-")[:40].strip("-")
    if not code:
        raise BadSector(_("Write the name of the sector."))
    return code
