"""What a month's fees say no to, and which account gives; pure."""

from datetime import date
from typing import NamedTuple

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


class FeesChanged(DomainError):
    """What holds by now is another fee or minimum than was looked at, or it goes elsewhere."""

    code = "fees_changed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The monthly fee, the minimum balance, or the account that the fee goes to changed "
                "since this was prepared. Look at the kind of savings, then prepare it anew."
            )
        )


class Facts(NamedTuple):
    """What decides whether an account gives its fee; amounts in rupiah."""

    balance: int
    minimum: int = 0
    is_open: bool = True
    is_here: bool = True  # its member
    is_closing: bool = False
    is_blocked: bool = False
    is_owed: bool = True  # the fee that was asked, by now as well


def kept_back(fee: int, facts: Facts) -> str:
    """Why an account gives nothing, or "": the whole fee out of what is above the minimum.

    Nothing is taken in part, and nothing is owed later.
    """
    reasons = {
        "closed": not facts.is_open,
        "gone": not facts.is_here,
        "closing": facts.is_closing,
        "changed": not facts.is_owed,
        "blocked": facts.is_blocked,
        "short": facts.balance - fee < facts.minimum,
    }
    return next((why for why, holds in reasons.items() if holds), "")
