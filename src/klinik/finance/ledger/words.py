"""What kinds of entries are called by people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.finance.ledger.models import AccountKind, Mark

REVERSAL = ".reversal"
OPENING = "opening"
CORRECTION = "opening.correction"
CLOSING = "year.closing"
JOURNAL = "journal.entry"
MONEY_IN, MONEY_OUT, MONEY_MOVED = "money.in", "money.out", "money.move"
SHARE, BONUS = "sharing.share", "sharing.bonus"
SHARED = {SHARE, BONUS}  # a month's sharing, which is undone as a whole
KINDS: dict[str, Promise] = {
    OPENING: gettext_lazy("Opening balances"),
    CORRECTION: gettext_lazy("Opening balances corrected"),
    CLOSING: gettext_lazy("Year closed"),
    MONEY_IN: gettext_lazy("Money in"),
    MONEY_OUT: gettext_lazy("Money out"),
    MONEY_MOVED: gettext_lazy("Money moved"),
    JOURNAL: gettext_lazy("General journal"),
    "savings.admission": gettext_lazy("Member admitted"),
    "savings.deposit": gettext_lazy("Savings paid in"),
    "savings.withdrawal": gettext_lazy("Savings paid out"),
    "till.sent": gettext_lazy("Cash sent"),
    "till.received": gettext_lazy("Cash arrived"),
    "till.returned": gettext_lazy("Cash taken back"),
    "till.over": gettext_lazy("Counted too much"),
    "till.short": gettext_lazy("Counted too little"),
    "shop.sale": gettext_lazy("Sold"),
    "shop.return": gettext_lazy("Goods came back"),
    "shop.settled": gettext_lazy("Paid what a card owed"),
    "savings.leaving": gettext_lazy("Savings settled on leaving"),
    "savings.intake": gettext_lazy("Balance brought in from the books of before"),
    "savings.transfer": gettext_lazy("Savings moved"),
    "savings.closing": gettext_lazy("Savings account closed"),
    SHARE: gettext_lazy("Profit share"),
    BONUS: gettext_lazy("Bonus for wadiah savings"),
    "savings.fee": gettext_lazy("Monthly fee"),
    "wallet.topup": gettext_lazy("Wallet topped up"),
    "wallet.payout": gettext_lazy("Wallet paid out"),
    "wallet.card": gettext_lazy("Another card"),
    "wallet.settled": gettext_lazy("Settled from the wallet"),
    "shop.opening": gettext_lazy("Stock that was there before"),
    "shop.purchase": gettext_lazy("Goods bought"),
    "shop.sent_back": gettext_lazy("Goods returned to the supplier"),
    "shop.payment": gettext_lazy("Supplier paid"),
    "shop.settlement": gettext_lazy("Consignor paid"),
    "shop.count": gettext_lazy("Difference of a stock count"),
    "wallet.intake": gettext_lazy("Pocket money brought in from the books of before"),
    "wallet.transfer": gettext_lazy("Wallet topped up by transfer"),
    "wallet.qris": gettext_lazy("Wallet topped up by QRIS"),
    "wallet.fee": gettext_lazy("Fee of the pesantren"),
    "wallet.held": gettext_lazy("Held back for an order"),
    "wallet.captured": gettext_lazy("Order paid"),
    "wallet.released": gettext_lazy("Held back no more"),
}
# What a mark changes, and on which statement; of an account without one, by its kind.
EFFECTS: dict[str, Promise] = {
    Mark.MEMBER: gettext_lazy(
        "In the results (PHU) under “Business with members”: SHU is shared out by it."
    ),
    Mark.PUBLIC: gettext_lazy("In the results (PHU) under “Business with non-members”."),
    Mark.OTHER: gettext_lazy("In the results (PHU) below the gross result, as other income."),
    Mark.COST: gettext_lazy(
        "In the results (PHU) taken off the income from business: what is left is the gross result."
    ),
    Mark.SHARE: gettext_lazy(
        "In the results (PHU) taken off before the income that is ours, as the share of those "
        "whose funds we manage."
    ),
    Mark.ZAKAT: gettext_lazy(
        "Stays a debt on the balance sheet. What came in and whom it went to stands on the "
        "statement of the zakat fund."
    ),
    Mark.BENEVOLENCE: gettext_lazy(
        "Stays a debt on the balance sheet. What came in and what it was for stands on the "
        "statement of the benevolence fund."
    ),
    Mark.RESULT: gettext_lazy(
        "In equity. What a unit earned in a year moves here when its year is closed."
    ),
}
WITHOUT_MARK: dict[str, Promise] = {
    AccountKind.INCOME: gettext_lazy(
        "In the results (PHU) as income from business, with whom is not said."
    ),
    AccountKind.EXPENSE: gettext_lazy("In the results (PHU) among the expenses."),
    AccountKind.LIABILITY: gettext_lazy(
        "On the balance sheet as any other debt, and nowhere else."
    ),
    AccountKind.EQUITY: gettext_lazy("In equity, as any other capital or reserve."),
}


def mark_in_words(kind: str, mark: str) -> tuple[str, str]:
    """Where an account of this kind stands on the statements, and what that means there."""
    if not mark:
        return _("With the others of its kind"), str(WITHOUT_MARK.get(kind, ""))
    return str(Mark(mark).label), str(EFFECTS[mark])


def kind_in_words(kind: str) -> str:
    """The kind of an entry as people say it; an unknown kind keeps its own word."""
    plain = kind.removesuffix(REVERSAL)
    word = str(KINDS.get(plain, plain))
    return _("Undone: %(kind)s") % {"kind": word} if plain != kind else word
