"""What a shop says no to, with what to do instead; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class ShopRequestReused(DomainError):
    code = "shop_request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open it anew and try again.")
        )


class NoShop(DomainError):
    """Nothing is sold before there is a shop."""

    code = "no_shop"

    def __init__(self) -> None:
        super().__init__(_("There is no shop yet. Open it on the page “Toko” first."))


class ShopNameTaken(DomainError):
    code = "shop_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is already a shop called %(name)s.") % {"name": name})


class ShopOfUnit(DomainError):
    """One unit, one shop: its accounts are the shop's."""

    code = "shop_of_unit"

    def __init__(self, unit: str) -> None:
        sentence = _("%(unit)s has its shop already. Add a unit for another shop.")
        super().__init__(sentence % {"unit": unit})


class ShopTillOpen(DomainError):
    """Whoever counts the till last would find nowhere to bring it."""

    code = "shop_till_open"

    def __init__(self, till: str, held_by: str) -> None:
        sentence = _("%(till)s is open, held by %(name)s. Count and close it first.")
        super().__init__(sentence % {"till": till, "name": held_by})


class StillOwed(DomainError):
    """Nobody looks for debts at one who is not used any more."""

    code = "still_owed"

    def __init__(self, name: str, amount: int) -> None:
        sentence = _("Between the shop and %(name)s %(amount)s is still open. Settle it first.")
        super().__init__(sentence % {"name": name, "amount": rupiah(abs(amount))})


class PartnerEnded(DomainError):
    code = "partner_ended"

    def __init__(self, name: str) -> None:
        sentence = _("%(name)s is not used any more. Bring them back first.")
        super().__init__(sentence % {"name": name})


class GoodNameTaken(DomainError):
    code = "good_name_taken"

    def __init__(self, name: str) -> None:
        sentence = _("There is already a good called %(name)s. Change that one, or add its size.")
        super().__init__(sentence % {"name": name})


class CodeTakenByGood(DomainError):
    """A code that names two goods would sell the wrong one."""

    code = "barcode_taken"

    def __init__(self, barcode: str, *, good: str) -> None:
        sentence = _("The code %(barcode)s belongs to %(good)s already.")
        super().__init__(sentence % {"barcode": barcode, "good": good})


class NotACode(DomainError):
    code = "not_a_barcode"

    def __init__(self) -> None:
        super().__init__(
            _("A code has at most 40 letters, digits and . / _ -, and no number of our own.")
        )


class UnevenPrice(DomainError):
    """A price of a carton that no till can write for one piece of it."""

    code = "price_uneven"

    def __init__(self, lower: int, upper: int) -> None:
        sentence = _(
            "This price is no whole rupiah for one piece. "
            "Take %(lower)s or %(upper)s for all of it."
        )
        super().__init__(sentence % {"lower": rupiah(lower), "upper": rupiah(upper)})


class GoodEnded(DomainError):
    code = "good_ended"

    def __init__(self, good: str) -> None:
        sentence = _("%(good)s is not sold any more. Bring it back first.")
        super().__init__(sentence % {"good": good})


class StillInStock(DomainError):
    """What lies on the shelf does not vanish from the list."""

    code = "still_in_stock"

    def __init__(self, good: str, *, quantity: str) -> None:
        sentence = _(
            "Of %(good)s there are %(quantity)s left by the books. Sell them, return them, or "
            "count the stock first."
        )
        super().__init__(sentence % {"good": good, "quantity": quantity})


class BadPrices(DomainError):
    code = "bad_prices"

    def __init__(self) -> None:
        super().__init__(_("The prices for members and for many are at most the usual price."))


class BadQuantity(DomainError):
    code = "bad_quantity"

    def __init__(self, unit: str) -> None:
        sentence = _("Of what is counted by %(unit)s there are only whole ones, above 0.")
        super().__init__(sentence % {"unit": unit})


class OfAConsignor(DomainError):
    """What is not ours is not bought: it is received, and paid once it is sold."""

    code = "of_a_consignor"

    def __init__(self, good: str) -> None:
        sentence = _("%(good)s belongs to a consignor: receive it there, it is not bought.")
        super().__init__(sentence % {"good": good})


class NotOfThisConsignor(DomainError):
    code = "not_of_this_consignor"

    def __init__(self, good: str) -> None:
        sentence = _("%(good)s is not of this consignor.")
        super().__init__(sentence % {"good": good})


class NothingListed(DomainError):
    code = "nothing_listed"

    def __init__(self) -> None:
        super().__init__(_("Add at least one good with its quantity."))


class NotThatMuch(DomainError):
    """What is not there cannot be given back."""

    code = "not_that_much"

    def __init__(self, good: str, *, quantity: str) -> None:
        sentence = _("Of %(good)s there are only %(quantity)s.")
        super().__init__(sentence % {"good": good, "quantity": quantity})


class NotCashOfShop(DomainError):
    code = "not_cash"

    def __init__(self) -> None:
        super().__init__(_("Choose the cash box or the bank account that pays."))


class MoreThanOwed(DomainError):
    code = "more_than_owed"

    def __init__(self, owed: int) -> None:
        super().__init__(_("Only %(owed)s is owed.") % {"owed": rupiah(owed)})


class SupplierNameTaken(DomainError):
    code = "supplier_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is already a supplier called %(name)s.") % {"name": name})


class ConsignorKnown(DomainError):
    """One member, one account of what is owed to them here."""

    code = "consignor_known"

    def __init__(self, number: str) -> None:
        sentence = _("This member is a consignor already, under %(number)s.")
        super().__init__(sentence % {"number": number})


class NothingPaid(DomainError):
    """What was given for nothing is no purchase."""

    code = "nothing_paid"

    def __init__(self) -> None:
        super().__init__(_("Say what was paid. What was a gift is added with the cost 0."))


class NoSupplier(DomainError):
    """Nobody can be owed who is not known."""

    code = "no_supplier"

    def __init__(self) -> None:
        super().__init__(_("Choose the supplier that is owed, or say from where it was paid."))


class NotOfThisPurchase(DomainError):
    code = "not_of_this_purchase"

    def __init__(self) -> None:
        super().__init__(_("More of it was not bought there, or was returned already."))


class CountUnderWay(DomainError):
    """Two counts of one good at once would both book its difference."""

    code = "count_under_way"

    def __init__(self) -> None:
        super().__init__(
            _("A stock count of this shop is not finished yet. Finish that one first.")
        )


class NotCounting(DomainError):
    code = "not_counting"

    def __init__(self) -> None:
        super().__init__(_("This count takes no more lines. Open it again, or begin another one."))


class NotOfThisCount(DomainError):
    code = "not_of_this_count"

    def __init__(self, good: str) -> None:
        super().__init__(_("%(good)s does not belong to this count.") % {"good": good})


class NothingCounted(DomainError):
    code = "nothing_counted"

    def __init__(self) -> None:
        super().__init__(_("Count at least one good first."))


class CountedItYourself(DomainError):
    """The second person is another one."""

    code = "counted_it_yourself"

    def __init__(self) -> None:
        sentence = _("Whoever counted does not confirm it. Ask somebody else of the management.")
        super().__init__(sentence)


class NoReasonGiven(DomainError):
    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Write down why."))


class GoodUnknown(DomainError):
    """A list of a program names a good that is not of this shop."""

    code = "good_unknown"

    def __init__(self, good: str) -> None:
        super().__init__(_("%(good)s is no good of this shop.") % {"good": good})


class MovesDiffer(DomainError):
    """The books and the shelf would say different things; nothing was saved."""

    code = "moves_differ"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody moved the same goods just now. Open the form anew and try again.")
        )


class TooMuch(DomainError):
    """No shelf holds that; a number was typed too long."""

    code = "too_much"

    def __init__(self) -> None:
        super().__init__(_("That is more than a shop can hold. Check the numbers."))


OF_STATE: dict[str, type[MovesDiffer | TooMuch]] = {
    **dict.fromkeys(("23G01", "23G02", "23G10", "23G11", "23G12", "23G21", "23G22"), MovesDiffer),
    **dict.fromkeys(("23G30", "23G31", "23G32"), MovesDiffer),
    "23514": TooMuch,  # a CHECK of the good: its bounds
}
