"""What makes a reading believable enough to be kept."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

MOST = Decimal(10**15)
LONGEST_SOURCE = 300
SMALLEST_STEP = Decimal("0.001")
RUPIAH = frozenset({"rp", "rupiah", "idr"})


class BadReading(DomainError):
    """The figure cannot be kept as a reading; the sentence says why."""

    code = "bad_reading"


def is_rupiah(unit: str) -> bool:
    """Rupiah are written with their sign in front, and they are whole."""
    return unit.lower() in RUPIAH


def checked_value(value: Decimal | int, *, unit: str) -> Decimal:
    """The figure, exact: 0 to 10^15, rupiah whole, else at most three decimals.

    Raises BadReading for any other.
    """
    exact = Decimal(value)
    if not exact.is_finite() or not 0 <= exact <= MOST:
        raise BadReading(_("The value must be a number from 0 to 1.000.000.000.000.000."))
    if exact != exact.quantize(SMALLEST_STEP):
        raise BadReading(_("The value may have at most three decimals."))
    if is_rupiah(unit) and exact != exact.to_integral_value():
        raise BadReading(_("Rupiah are whole numbers. Leave the decimals out."))
    return exact


def refuse_future(on: date, *, today: date) -> None:
    """A figure is read on a day that has come; raises BadReading otherwise."""
    if on > today:
        raise BadReading(_("The day of the reading lies in the future."))


def checked_source(source: str) -> str:
    """Where the figure comes from, in words or as an address; raises BadReading without it."""
    stated = source.replace("\0", "").strip()
    if not stated:
        raise BadReading(_("Say where this figure comes from."))
    if len(stated) > LONGEST_SOURCE:
        raise BadReading(_("The source is too long: at most 300 letters."))
    return stated
