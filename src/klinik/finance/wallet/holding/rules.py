"""What is refused of money that is held back; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class HoldEnded(DomainError):
    """It was captured, released, or has expired: each of these happens once."""

    code = "hold_ended"

    def __init__(self) -> None:
        super().__init__(_("This money is held back no more. Look at the order again."))


class HoldTooSmall(DomainError):
    """More is asked for than was held back."""

    code = "hold_too_small"

    def __init__(self, held: int) -> None:
        super().__init__(_("Only %(held)s is held back for it.") % {"held": rupiah(held)})


class HoldReused(DomainError):
    """The same request for something else."""

    code = "hold_request_reused"

    def __init__(self) -> None:
        super().__init__(_("This form was used for another order. Reload the page."))


class HoldNotPaid(DomainError):
    """Into which account an order is paid has to be said."""

    code = "hold_place_bad"

    def __init__(self) -> None:
        super().__init__(_("Choose an income account that the order is paid to."))
