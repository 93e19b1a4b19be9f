"""What drawers say no to, with what to do instead; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class NoOpenDrawer(DomainError):
    """Where there are drawers, whoever takes or pays cash works on their own."""

    code = "no_open_drawer"

    def __init__(self) -> None:
        super().__init__(_("You have no open drawer. Open one and count it, then go on."))


class DrawerOfAnotherUnit(DomainError):
    """The cash would lie in this drawer, and the books would say that it lies elsewhere."""

    code = "drawer_of_another_unit"

    def __init__(self, unit: str) -> None:
        sentence = _(
            "Your drawer belongs to another unit. Close it and open a drawer of %(unit)s, or ask "
            "the manager to add one there."
        )
        super().__init__(sentence % {"unit": unit})


class HeldAlready(DomainError):
    """Somebody else was first."""

    code = "held_already"

    def __init__(self, drawer: str, *, teller: str) -> None:
        sentence = _(
            "%(drawer)s is held by %(teller)s. Choose another one, or ask them to close it."
        )
        super().__init__(sentence % {"drawer": drawer, "teller": teller})


class HoldsAnother(DomainError):
    """One person, one drawer."""

    code = "holds_another"

    def __init__(self, drawer: str) -> None:
        sentence = _("You hold %(drawer)s already. Close it before you open another one.")
        super().__init__(sentence % {"drawer": drawer})


class PromisedToAnother(DomainError):
    """A drawer that was handed over waits for whom it was handed to."""

    code = "promised_to_another"

    def __init__(self, drawer: str, *, teller: str) -> None:
        sentence = _("%(drawer)s was handed over to %(teller)s, who has to count it first.")
        super().__init__(sentence % {"drawer": drawer, "teller": teller})


class NotYourDrawer(DomainError):
    """Only whoever holds a drawer closes it, sends from it, receives into it."""

    code = "not_your_drawer"

    def __init__(self, drawer: str) -> None:
        sentence = _("You do not hold %(drawer)s now. Only whoever holds it does that.")
        super().__init__(sentence % {"drawer": drawer})


class Unexplained(DomainError):
    """A difference is not a mistake of somebody's, but it is never silent."""

    code = "unexplained"

    def __init__(self, difference: int, *, expected: int, counted: int) -> None:
        words = {
            "counted": rupiah(counted),
            "expected": rupiah(expected),
            "difference": rupiah(abs(difference)),
        }
        over = _(
            "You counted %(counted)s, the books say %(expected)s: %(difference)s too much. Count "
            "once more; if it stays so, write why."
        )
        short = _(
            "You counted %(counted)s, the books say %(expected)s: %(difference)s too little. Count "
            "once more; if it stays so, write why."
        )
        super().__init__((over if difference > 0 else short) % words)


class CountReused(DomainError):
    """The same request again, with another count."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class NoReason(DomainError):
    """What is unusual is explained."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Write why, in a few words."))


class NotAPlaceOfCash(DomainError):
    """A drawer is an open cash account of the chart, no drawer yet, and not kept at a bank."""

    code = "not_a_place_of_cash"

    def __init__(self, account: str) -> None:
        sentence = _("%(account)s cannot become a drawer. Choose another account, or a new one.")
        super().__init__(sentence % {"account": account})


class DrawerNotEmpty(DomainError):
    """What lies in it would be nowhere."""

    code = "drawer_not_empty"

    def __init__(self, drawer: str, *, amount: int) -> None:
        sentence = _(
            "%(drawer)s still holds %(amount)s. Send the cash to another place first, "
            "or count it and say what is missing."
        )
        super().__init__(sentence % {"drawer": drawer, "amount": rupiah(amount)})


class OtherUnit(DomainError):
    """Cash goes from hand to hand inside one unit; between units the books move it."""

    code = "other_unit"

    def __init__(self) -> None:
        super().__init__(
            _("These two places belong to different units. Use “Move money” in the books.")
        )


class SamePlace(DomainError):
    """Cash that stays where it is is not sent."""

    code = "same_place"

    def __init__(self) -> None:
        super().__init__(_("Choose another place: the money is there already."))


class NoDrawersInUnit(DomainError):
    """Cash is handed from person to person once somebody holds a place of it."""

    code = "no_drawers_in_unit"

    def __init__(self, unit: str) -> None:
        sentence = _("%(unit)s has no drawers yet. Use “Move money” in the books.")
        super().__init__(sentence % {"unit": unit})


class OwnDelivery(DomainError):
    """Whoever sent it cannot say that it arrived."""

    code = "own_delivery"

    def __init__(self) -> None:
        super().__init__(_("You sent this yourself: somebody else has to confirm that it arrived."))


class NotYourDelivery(DomainError):
    """Only the sender takes back what is on its way."""

    code = "not_your_delivery"

    def __init__(self) -> None:
        super().__init__(_("Only whoever sent it can take it back."))


class DeliveryEnded(DomainError):
    """Cash arrives once."""

    code = "delivery_ended"

    def __init__(self) -> None:
        super().__init__(_("This is settled already: look at the page again."))
