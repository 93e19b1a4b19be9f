"""What is refused when a card is shown; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class CardUnknown(DomainError):
    """Nobody's card, or one that was replaced."""

    code = "card_unknown"

    def __init__(self) -> None:
        super().__init__(_("This card is not in use here. Was it replaced?"))


class ScanReused(DomainError):
    """The same request for another card, or for something else."""

    code = "scan_request_reused"

    def __init__(self) -> None:
        super().__init__(_("This request noted another card. Send this one with a new key."))
