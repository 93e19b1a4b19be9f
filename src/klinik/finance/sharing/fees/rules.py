"""What a month's fees say no to, and which account gives; pure."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class FeesTaken(DomainError):
    """A month's fees are taken once."""

    code = "fees_taken"

    def __init__(self, month: date) -> None:
        sentence = _("The fees of %(month)s were already taken. It is never done twice.")
        super().__init__(sentence % {"month": date_format(month, "F Y")})


class FeesNotOver(DomainError):
    """A month's fee is for the whole month."""

    code = "month_not_over"

    def __init__(self, month: date) -> None:
        sentence = _("%(month)s is not over yet. Take its fees from the first of the next on.")
        super().__init__(sentence % {"month": date_format(month, "F Y")})


class NoFees(DomainError):
    """No account owes a fee for that month."""

    code = "no_fees"

    def __init__(self, month: date) -> None:
        sentence = _(
            "No account owes a fee for %(month)s. The fee stands at the kind of savings, holds "
            "from the month in which it was set, and begins in the month after an account was "
            "opened."
        )
        super().__init__(sentence % {"month": date_format(month, "F Y")})


def kept_back(fee: int, *, balance: int, minimum: int, is_blocked: bool, is_open: bool) -> str:
    """Why an account gives nothing, or "": the whole fee out of what is above the minimum.

    Amounts in rupiah. Nothing is taken in part, and nothing is owed later.
    """
    if not is_open:
        return "closed"
    if is_blocked:
        return "blocked"
    return "" if balance - fee >= minimum else "short"
