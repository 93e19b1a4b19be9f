"""What selling says no to, with what to do instead; a class for each SQLSTATE of `sql/`."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class SaleReused(DomainError):
    """The same number came with other goods or other money."""

    code = "request_reused"

    def __init__(self, entry: str) -> None:
        sentence = _(
            "This sale was sent before with other content, and stands as number %(entry)s. "
            "Start a new sale."
        )
        super().__init__(sentence % {"entry": entry})


class NotPaid(DomainError):
    """What is paid is what the goods come to."""

    code = "not_paid"

    def __init__(self, total: str) -> None:
        amount = rupiah(int(total)) if total.lstrip("-").isdigit() else total
        sentence = _("The payments are not the total of %(total)s. Enter them once more.")
        super().__init__(sentence % {"total": amount})


class GoodGone(DomainError):
    """A good that is not of this shop, or not sold any more."""

    code = "good_gone"

    def __init__(self, name: str) -> None:
        sentence = _("%(good)s is not sold here any more. Take it out of the sale.")
        super().__init__(sentence % {"good": name})


class OtherPrice(DomainError):
    """The price changed since the till was told."""

    code = "other_price"

    def __init__(self, name: str, price: str) -> None:
        sentence = _("%(good)s costs %(price)s now. Look at the sale once more, then pay.")
        super().__init__(sentence % {"good": name, "price": price})


class TooMuchOff(DomainError):
    """More off than a cashier gives alone."""

    code = "too_much_off"

    def __init__(self, most: str) -> None:
        sentence = _("A cashier takes off up to %(most)s of this sale. Ask the manager for more.")
        super().__init__(sentence % {"most": rupiah(int(most))})


class NoSuchMember(DomainError):
    """A purchase that would count for nobody."""

    code = "no_such_member"

    def __init__(self, number: str) -> None:
        sentence = _("No member has the number %(number)s. Check it, or sell without it.")
        super().__init__(sentence % {"number": number})


class CardNotGood(DomainError):
    """A card that is unknown, blocked or replaced."""

    code = "card_not_good"

    def __init__(self) -> None:
        super().__init__(_("This card is not valid. Ask for the new card, or take cash."))


class DrawerNotOpen(DomainError):
    """Cash goes into the drawer that the cashier has opened and counted."""

    code = "drawer_not_open"

    def __init__(self) -> None:
        super().__init__(_("Your till is not open. Open it and count it, then sell for cash."))


class NoShop(DomainError):
    """A shop that is not there, or not used any more."""

    code = "no_shop"

    def __init__(self) -> None:
        super().__init__(_("This shop is not open. Ask the manager which one you sell in."))


class NotEnoughOnCard(DomainError):
    """The wallet holds less than its part of the sale."""

    code = "not_enough_on_card"

    def __init__(self, balance: str) -> None:
        sentence = _("There is %(balance)s on this card. Take the rest in cash, or fewer goods.")
        super().__init__(sentence % {"balance": rupiah(int(balance or 0))})


class AboveLimit(DomainError):
    """The guardian or the pesantren allows less in this time."""

    code = "above_limit"
    LEFT: ClassVar[Mapping[str, object]] = {
        "day": _("Today %(left)s is left of what this card may spend (%(most)s a day)."),
        "week": _("This week %(left)s is left of what this card may spend (%(most)s a week)."),
        "month": _("This month %(left)s is left of what this card may spend (%(most)s a month)."),
    }

    def __init__(self, period: str, most: int, left: int) -> None:
        sentence = str(self.LEFT[period])
        super().__init__(sentence % {"left": rupiah(left), "most": rupiah(most)})


class WalletClosed(DomainError):
    """A wallet that was paid out and closed."""

    code = "wallet_closed"

    def __init__(self) -> None:
        super().__init__(_("This card's account was closed. Take cash."))


class MoreThanSold(DomainError):
    """What comes back was sold, and has not come back before."""

    code = "more_than_sold"

    def __init__(self, name: str) -> None:
        sentence = _("No more %(good)s of this receipt can come back.")
        super().__init__(sentence % {"good": name})


class PinNeeded(DomainError):
    """A card with a PIN pays where its holder types it."""

    code = "pin"

    def __init__(self) -> None:
        super().__init__(_("This card has a PIN. Let its holder type it, then pay."))


class GivenUp(DomainError):
    """A sale that its till gave up before it arrived."""

    code = "given_up"

    def __init__(self) -> None:
        super().__init__(_("This sale was given up at the till. Start a new one."))


class WorthNothing(DomainError):
    """A return that gives no money back, so that no book holds it."""

    code = "worth_nothing"

    def __init__(self) -> None:
        sentence = _("This was given for nothing. Take it back with goods that were paid for.")
        super().__init__(sentence)


class NoReason(DomainError):
    """Whoever looked at it says what was done."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Say in a few words what you did about it."))


class NoWay(DomainError):
    """What is owed is taken from the card, in cash, or let go."""

    code = "no_way"

    def __init__(self) -> None:
        super().__init__(_("Choose whether it is taken from the card, in cash, or let go."))


class NotASale(DomainError):
    """What came in the place of a sale, and is none."""

    code = "not_a_sale"

    def __init__(self) -> None:
        super().__init__(_("This is no sale that can be read. Show it to the manager."))


def _other_price(about: str, names: Mapping[int, str]) -> DomainError:
    good, _bar, price = about.partition("|")
    return OtherPrice(names.get(int(good), good), rupiah(int(price)))


def _above_limit(about: str, names: Mapping[int, str]) -> DomainError:
    period, _category, most, left = about.split("|")
    return AboveLimit(period, int(most), int(left))


def _named(about: str, names: Mapping[int, str]) -> str:
    return names.get(int(about), about) if about.isdigit() else about


Words = Callable[[str, Mapping[int, str]], DomainError]
OF_STATE: dict[str, Words] = {
    "23V01": lambda about, names: SaleReused(about),
    "23V02": lambda about, names: NotPaid(about),
    "23V03": lambda about, names: GoodGone(_named(about, names)),
    "23V04": _other_price,
    "23V05": lambda about, names: TooMuchOff(about),
    "23V06": lambda about, names: CardNotGood(),
    "23V07": lambda about, names: DrawerNotOpen(),
    "23V08": lambda about, names: NoShop(),
    "23V09": lambda about, names: MoreThanSold(_named(about, names)),
    "23V10": lambda about, names: PinNeeded(),
    "23V13": lambda about, names: GivenUp(),
    "23V14": lambda about, names: NotASale(),
    "23V15": lambda about, names: WorthNothing(),
    # As a way of paying that comes twice, and what no shelf holds: checks of the rows refuse them.
    "23505": lambda about, names: NotASale(),
    "23514": lambda about, names: NotASale(),
    "23W01": lambda about, names: NotEnoughOnCard(about),
    "23W02": _above_limit,
    "23W03": lambda about, names: WalletClosed(),
    "23W05": lambda about, names: NotASale(),  # more than any wallet pays
}
