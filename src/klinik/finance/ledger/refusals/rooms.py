"""What rooms above keep in their accounts, each by the triggers of its own `sql/`."""

from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.refusals.kinds import LedgerRefusal, OfAccount, OfAmount


class ShareOnItsWay(OfAccount):
    """A share comes to its account, or is taken back, before that is closed (sharing/sql)."""

    state, code = "23K75", "share_on_its_way"
    sentence = _(
        "The month's share of %(detail)s is being recorded or undone just now. Wait a moment and "
        "try again, so that the account is paid out to the rupiah."
    )


class ShareStands(LedgerRefusal):
    """A month that was shared is undone as a whole (sharing/sql/undoing.sql)."""

    state, code = "23K76", "share_stands"
    sentence = _(
        "A month's profit share is undone as a whole, by two people: open that month under "
        "“Profit share”."
    )


class AboveTellerLimit(OfAmount):
    """More over the counter than this person takes or pays alone (savings/sql/limits.sql)."""

    state, code = "23K73", "above_teller_limit"
    sentence = _(
        "Above %(detail)s a second person looks at it first. Enter it by itself at the counter."
    )


class HasItsOwnPage(OfAccount):
    """What members hold moves by the rules of its own page, never by hand."""

    state, code = "23K57", "has_its_own_page"
    sentence = _("%(detail)s has its own page, with rules of its own. Record it there.")


class BetweenUnits(OfAccount):
    """What one unit owes another follows from what moved, and is not typed."""

    state, code = "23K58", "between_units"
    sentence = _(
        "The ledger itself writes %(detail)s when money moves between units. "
        "Choose the accounts that the money left and reached."
    )


class HeldByAnother(OfAccount):
    """Cash of a drawer is moved by whoever holds it (`finance.tills`)."""

    state, code = "23K60", "held_by_another"
    sentence = _("You do not hold %(detail)s. Cash of a drawer is moved by whoever opened it.")


class TillStands(LedgerRefusal):
    """What was counted and delivered is put right by the next count, or by sending it back."""

    state, code = "23K61", "till_stands"
    sentence = _("Counts and deliveries of cash are not undone: count again, or send it back.")


class SaleStands(LedgerRefusal):
    """What was sold comes back against its receipt, with its goods (sales/sql)."""

    state, code = "23K90", "sale_stands"
    sentence = _("A sale is not undone in the books: take the goods back on its receipt.")


class DrawerInUse(OfAccount):
    """A drawer goes out of use in nobody's hands (tills/sql)."""

    state, code = "23K62", "drawer_in_use"
    sentence = _(
        "%(detail)s is in somebody's hands, or cash is on its way to or from it. Count and close "
        "it first, and confirm what is on its way."
    )


class BagNeeded(OfAccount):
    """A collector who goes round needs something to carry the cash in (collecting/sql)."""

    state, code = "23K63", "bag_needed"
    sentence = _(
        "Whoever carries %(detail)s still collects from groups. End that on the page of the "
        "collectors first."
    )


class BagAwaited(OfAccount):
    """What was taken on a round may still wait on the collector's phone (collecting/sql)."""

    state, code = "23K66", "bag_awaited"
    sentence = _(
        "Receipts for %(detail)s may still wait on the collector's phone, and are taken in by it. "
        "Put it out of use 31 days after the last round ended."
    )


class DrawerNameTaken(LedgerRefusal):
    """Two drawers of one name would be mistaken for each other (tills/sql)."""

    state, code = "23K64", "drawer_name_taken"
    sentence = _("There is already a drawer called %(detail)s.")


class CarriesAnother(OfAccount):
    """One collector, one bag: an old one is not opened beside a new one (tills/sql)."""

    state, code = "23K65", "carries_another"
    sentence = _("The collector of %(detail)s carries another bag already.")


class HeldBack(OfAccount):
    """Something keeps money in an account; the app that holds it says what (savings/sql)."""

    state, code = "23K70", "held_back"
    sentence = _("%(detail)s may not be paid out now. Its own page says why.")


class OwnerGone(OfAccount):
    """What somebody held who left or died is paid out by settling that alone (savings/sql)."""

    state, code = "23K81", "owner_gone"
    sentence = _(
        "The owner of %(detail)s is no longer a member. Nothing is paid in, and what it holds is "
        "paid out by settling how they left: of the dead, to the heir."
    )


class PaidInOnce(OfAccount):
    """Principal savings are paid in once and whole, term savings once (savings/sql/gone.sql)."""

    state, code = "23K82", "paid_once"
    sentence = _(
        "%(detail)s is paid in once, with one sum, and simpanan pokok with all that joining costs."
    )


class StockStands(LedgerRefusal):
    """The goods stay on the shelf whatever is undone in the journal (shop/sql)."""

    state, code = "23K90", "stock_stands"
    sentence = _(
        "What moved goods is not undone in the journal: return the goods, or count the stock, on "
        "the pages of the shop."
    )
