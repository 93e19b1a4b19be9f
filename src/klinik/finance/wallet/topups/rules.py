"""How a transfer is recognised and a notification believed, and what is refused; pure."""

import hmac
import re
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah

VALID = timedelta(days=3)
CODES = range(1, 1000)  # rupiah that tell a transfer from all others that wait
LEAST = 1_000  # rupiah
ROUND = 1_000  # a transfer is a multiple of it, so that no amount with a code is round
MOST_WAITING = 5  # transfers of one wallet
VA_DIGITS = 8  # of a virtual account number, behind the prefix that the bank gave
OLD = 300  # seconds: an older notification was sent again by somebody else


class TooSmall(DomainError):
    """A top-up that costs more than it brings."""

    code = "top_up_too_small"

    def __init__(self) -> None:
        super().__init__(_("A top-up begins at %(least)s.") % {"least": rupiah(LEAST)})


class WayClosed(DomainError):
    """Nobody said yet which bank account, or which QRIS."""

    code = "top_up_way_closed"

    def __init__(self) -> None:
        super().__init__(
            _("The koppontren does not take top-ups this way yet. Bring cash to the counter.")
        )


class TooManyWait(DomainError):
    """All codes for this amount are in use."""

    code = "top_ups_too_many"

    def __init__(self) -> None:
        super().__init__(
            _("Too many transfers of this amount wait. Choose another one, or wait a day.")
        )


class NotRound(DomainError):
    """An amount whose last three digits are not left to the code."""

    code = "top_up_not_round"

    def __init__(self) -> None:
        super().__init__(
            _("A transfer is in whole thousands, for example %(example)s.")
            % {"example": rupiah(50_000)}
        )


class OthersWait(DomainError):
    """One wallet waits for many transfers."""

    code = "top_ups_waiting"

    def __init__(self) -> None:
        sentence = _("%(most)s transfers for this card wait. Pay one of them, or cancel it.")
        super().__init__(sentence % {"most": MOST_WAITING})


class TopUpReused(DomainError):
    """The same request for something else."""

    code = "top_up_request_reused"

    def __init__(self) -> None:
        super().__init__(_("This form was used for another top-up. Reload the page."))


class NotIncoming(DomainError):
    """A mutation that is matched, or is no money that came in."""

    code = "mutation_not_free"

    def __init__(self) -> None:
        super().__init__(_("This mutation is booked already, or no money that came in."))


class Settled(DomainError):
    """Somebody decided about it before."""

    code = "notification_settled"

    def __init__(self) -> None:
        super().__init__(_("This was settled already."))


class BadPrefix(DomainError):
    """What is no beginning of an account number."""

    code = "va_prefix_bad"

    def __init__(self) -> None:
        super().__init__(
            _("The beginning of the virtual account numbers is 3 to 10 digits, as the bank gave.")
        )


class NotSigned(DomainError):
    """It was not sent by the acquirer, or not just now."""

    code = "notification_not_signed"

    def __init__(self) -> None:
        super().__init__(_("The signature does not fit, or is older than 5 minutes."))


class NotificationReused(DomainError):
    """One number of the acquirer's, two contents."""

    code = "notification_reused"

    def __init__(self) -> None:
        super().__init__(_("A notification of this number said something else."))


def free_code(taken: Collection[int], *, start: int) -> int | None:
    """The first code from `start` on that is not taken; None where all are."""
    codes = len(CODES)
    ring = ((start + n) % codes + 1 for n in range(codes))
    return next((code for code in ring if code not in taken), None)


def va_number(prefix: str, wallet: str) -> str:
    """The virtual account number of wallet D-0012."""
    return f"{prefix}{int(wallet.removeprefix('D-')):0{VA_DIGITS}}" if prefix else ""


def wallets_in(text: str, prefix: str) -> set[str]:
    """The numbers of the wallets whose virtual accounts stand in a bank's text."""
    if not prefix:
        return set()
    found = re.findall(rf"(?<!\d){prefix}(\d{{{VA_DIGITS}}})(?!\d)", text)
    return {f"D-{int(digits):04}" for digits in found}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in the header of a notification: HMAC-SHA256 over moment and body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def check_signature(secret: str, *, timestamp: str, signed: str, body: bytes, now: int) -> None:
    """Go on for what the acquirer sent within five minutes. Raises NotSigned."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(now - int(timestamp)) > OLD:
        raise NotSigned
    right = signature(secret, timestamp, body).encode()
    if not hmac.compare_digest(right, signed.strip().lower().encode()):
        raise NotSigned
