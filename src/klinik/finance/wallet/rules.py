"""What is refused of wallets and cards, and how names are shortened for a till; pure."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.lines import as_scanned
from klinik.core.money import rupiah

WRONG_PINS = 5  # in a row, and the card is blocked
CODE = re.compile(r"[0-9A-Z][0-9A-Z:-]{3,39}")
PIN = re.compile(r"[0-9]{4,6}", re.ASCII)
RUNS = ("01234567890", "09876543210")


class NotStarted(DomainError):
    """Nobody said yet where the koppontren keeps pocket money."""

    code = "wallets_not_started"

    def __init__(self) -> None:
        super().__init__(
            _("Pocket money is not kept here yet. Whoever keeps wallets starts it with one click.")
        )


class HasWallet(DomainError):
    """One member, one wallet."""

    code = "has_wallet"

    def __init__(self, name: str, *, number: str) -> None:
        sentence = _("%(name)s has a wallet already: %(number)s.")
        super().__init__(sentence % {"name": name, "number": number})


class WalletClosed(DomainError):
    """Nothing comes in or goes out any more."""

    code = "wallet_closed"

    def __init__(self, number: str) -> None:
        super().__init__(_("Wallet %(number)s is closed.") % {"number": number})


class WalletNotEmpty(DomainError):
    """What is held, held back or owed is settled before a wallet is closed."""

    code = "wallet_not_empty"

    def __init__(self, number: str, *, holds: int, held_back: int, owes: int) -> None:
        sentence = _(
            "%(number)s holds %(holds)s, has %(held)s held back and owes %(owes)s. "
            "Pay it out and settle it first."
        )
        numbers = {"holds": rupiah(holds), "held": rupiah(held_back), "owes": rupiah(owes)}
        super().__init__(sentence % {"number": number, **numbers})


class WalletRequestReused(DomainError):
    """The same request for something else."""

    code = "wallet_request_reused"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("This form was used for %(number)s already. Reload the page.") % {"number": number}
        )


class TooLittle(DomainError):
    """A wallet pays what it holds, and no more."""

    code = "wallet_too_little"

    def __init__(self, number: str, *, holds: int) -> None:
        sentence = _("%(number)s holds %(holds)s, which is less.")
        super().__init__(sentence % {"number": number, "holds": rupiah(holds)})


class NotEnoughCash(DomainError):
    """A drawer pays out what is in it."""

    code = "wallet_cash_short"

    def __init__(self, place: str, *, holds: int) -> None:
        sentence = _("%(place)s holds %(holds)s by the books, which is less.")
        super().__init__(sentence % {"place": place, "holds": rupiah(holds)})


class NoPlaceOfCash(DomainError):
    """The unit has neither a drawer nor a cash account."""

    code = "wallet_no_cash"

    def __init__(self, unit: str) -> None:
        sentence = _("%(unit)s has no place of cash. Add a drawer first.")
        super().__init__(sentence % {"unit": unit})


class LimitReached(DomainError):
    """The limit of a period says no; `left` rupiah remain of it."""

    code = "limit_reached"

    def __init__(self, what: str | Promise, period: str | Promise, *, most: int, left: int) -> None:
        self.left = left
        sentence = _("For %(what)s the limit is %(most)s %(period)s. %(left)s is left of it.")
        named = {"what": what, "period": period}
        super().__init__(sentence % {**named, "most": rupiah(most), "left": rupiah(left)})


class OfflineSpent(DomainError):
    """A card pays so much a day at a till that can ask nobody."""

    code = "offline_spent"

    def __init__(self, *, most: int, left: int) -> None:
        sentence = _(
            "Without internet a card pays up to %(most)s a day at one till. %(left)s is left."
        )
        super().__init__(sentence % {"most": rupiah(most), "left": rupiah(left)})


class HasCard(DomainError):
    """A wallet has one card; another replaces it."""

    code = "has_card"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s has a card. Replace it, then the old one pays nothing any more.")
            % {"number": number}
        )


class NoCard(DomainError):
    """There is no card in use."""

    code = "no_card"

    def __init__(self, number: str) -> None:
        super().__init__(_("%(number)s has no card in use.") % {"number": number})


class CardTaken(DomainError):
    """Another card has this number."""

    code = "card_taken"

    def __init__(self) -> None:
        super().__init__(_("Another card has this number. Read the card again."))


class BadCode(DomainError):
    """What is no number of a card."""

    code = "card_code_bad"

    def __init__(self) -> None:
        super().__init__(
            _("A card's number has 4 to 40 letters and digits. Hold the card to the reader.")
        )


class CardBlocked(DomainError):
    """It pays nothing until it is released."""

    code = "card_blocked"

    def __init__(self) -> None:
        super().__init__(_("This card is blocked. The office of the koppontren can release it."))


class ReasonMissing(DomainError):
    """Whoever blocks says why."""

    code = "wallet_reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Say in a few words why the card is blocked."))


class WrongWalletPin(DomainError):
    """Not the PIN of this wallet; after the last one the card is blocked."""

    code = "wallet_pin_wrong"

    def __init__(self, left: int) -> None:
        self.left = left
        words = _("This PIN is not right. After %(left)s more the card is blocked.")
        none = _("This PIN is not right, for the fifth time. The card is blocked now.")
        super().__init__(words % {"left": left} if left else none)


class BadPin(DomainError):
    """A PIN that is none, or is guessed first."""

    code = "wallet_pin_bad"

    def __init__(self) -> None:
        super().__init__(
            _("A PIN has 4 to 6 digits, neither all the same nor in a row such as 1234.")
        )


class BadFee(DomainError):
    """A fee without a place for it."""

    code = "wallet_fee_bad"

    def __init__(self) -> None:
        super().__init__(_("Choose the income account that the fee for a new card goes to."))


class CategoryTaken(DomainError):
    """Two categories of one name would be mixed up."""

    code = "category_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a category “%(name)s” already.") % {"name": name})


class AboveCeiling(DomainError):
    """More than the pesantren allows anybody."""

    code = "above_ceiling"

    def __init__(self, most: int) -> None:
        sentence = _("The pesantren allows at most %(most)s here.")
        super().__init__(sentence % {"most": rupiah(most)})


def tidy_code(typed: str) -> str:
    """The code of a new card. Raises BadCode."""
    code = as_scanned(typed)
    if not CODE.fullmatch(code):
        raise BadCode
    return code


def refuse_weak_pin(pin: str) -> None:
    """Raise BadPin for what is no PIN, or is tried first."""
    if not PIN.fullmatch(pin) or len(set(pin)) == 1 or any(pin in run for run in RUNS):
        raise BadPin


def short_name(name: str) -> str:
    """As a till shows whose card it is: the first name, and the initial of the next."""
    first, *others = name.split() or [""]
    return f"{first} {others[0][0].upper()}." if others else first
