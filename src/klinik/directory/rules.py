"""What makes a reading believable enough to be kept, and how a legality paper stands."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

MOST = Decimal(10**15)
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
    if len(stated) > 300:
        raise BadReading(_("The source is too long: at most 300 letters."))
    return stated


SOON = timedelta(days=90)
LONGEST_NUMBER = 60


class BadPaper(DomainError):
    """The legality paper cannot be kept so; the sentence says why."""

    code = "bad_paper"


class PaperReused(DomainError):
    """The same form again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class Standing(StrEnum):
    """How a legality paper stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def standing_of(valid_until: date | None, *, on: date) -> Standing:
    """Valid through its last day, expiring in the 90 days before; no last day is always valid."""
    if valid_until is None:
        return Standing.VALID
    if valid_until < on:
        return Standing.EXPIRED
    return Standing.EXPIRING if valid_until <= on + SOON else Standing.VALID


def checked_number(number: str) -> str:
    """The number as it stands on the paper, on one line; raises BadPaper without it."""
    stated = " ".join(number.replace("\0", "").split())
    if not stated:
        raise BadPaper(_("Write the number that stands on the paper."))
    if len(stated) > LONGEST_NUMBER:
        raise BadPaper(_("The number is too long: at most 60 letters and digits."))
    return stated


def refuse_shorter(valid_until: date | None, *, before: date | None) -> None:
    """A renewal ends later than what it renews; raises BadPaper otherwise."""
    if before is not None and valid_until is not None and valid_until <= before:
        raise BadPaper(_("A renewed paper ends later than the one before. Look at the date again."))
