"""What makes a reading believable enough to be kept."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import is_rupiah

MOST = Decimal(10**15)
LONGEST_SOURCE = 300
SMALLEST_STEP = Decimal("0.001")


class BadReading(DomainError):
    """The figure cannot be kept as a reading; the sentence says why."""

    code = "bad_reading"


class ReadingReused(DomainError):
    """The same form again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class AlreadyReplaced(DomainError):
    """The figure was put right before, or cannot be put right so."""

    code = "already_replaced"

    def __init__(self) -> None:
        super().__init__(
            _("This figure was put right already, or comes from the books. Look at the page anew.")
        )


class OwnFigure(DomainError):
    """A figure is checked by somebody else than whoever wrote it down."""

    code = "own_figure"

    def __init__(self) -> None:
        super().__init__(
            _("You wrote this figure down yourself. Ask a colleague of your office to check it.")
        )


class Implausible(DomainError):
    """The figure lies far from the one before: a slip of the finger, or really so."""

    code = "implausible"


def checked_value(value: Decimal | int, *, unit: str, may_be_negative: bool = False) -> Decimal:
    """The figure, exact: 0 to 10^15, rupiah whole, else at most three decimals.

    Below zero, down to -10^15, where the indicator allows it. Raises BadReading for any other.
    """
    exact = Decimal(value)
    if exact.is_finite() and exact < 0 and not may_be_negative:
        raise BadReading(_("This figure cannot lie below zero. Leave the minus out."))
    if not exact.is_finite() or abs(exact) > MOST:
        raise BadReading(_("The value must be a number from 0 to 1.000.000.000.000.000."))
    if exact != exact.quantize(SMALLEST_STEP):
        raise BadReading(_("The value may have at most three decimals."))
    if is_rupiah(unit) and exact != exact.to_integral_value():
        raise BadReading(_("Rupiah are whole numbers. Leave the decimals out."))
    return exact


def is_a_jump(before: Decimal, after: Decimal) -> bool:
    """Five times as much as before, a fifth of it, or from above zero far below it."""
    if not before:
        return False
    return abs(after) >= 5 * abs(before) or abs(after) * 5 <= abs(before) or after * before < 0


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
