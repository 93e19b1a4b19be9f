"""What collecting away from the counter says no to, with what to do instead; pure.

The cash is in somebody's hands already: each sentence says what makes the receipt go through.
"""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class NoOpenBag(DomainError):
    """What a collector carries lies in an open bag of their own."""

    code = "no_open_bag"

    def __init__(self) -> None:
        super().__init__(_("Your bag is not open. Open it, then send again: the receipt waits."))


class NotOfYourRounds(DomainError):
    """A collector takes from the members of groups that were given to them."""

    code = "not_of_your_rounds"

    def __init__(self, number: str) -> None:
        sentence = _(
            "Account %(number)s is of no group of yours. Ask the manager to put the member back "
            "into one, then send again."
        )
        super().__init__(sentence % {"number": number})


class NotCollected(DomainError):
    """Savings that are paid once, or whose member has left, are for the counter."""

    code = "not_collected"

    def __init__(self, number: str) -> None:
        sentence = _(
            "Account %(number)s takes no deposits now. "
            "Take the cash and this receipt to the office."
        )
        super().__init__(sentence % {"number": number})


class AboveLimit(DomainError):
    """More than the collector takes alone: a second person looks at it, at the counter."""

    code = "above_teller_limit"

    def __init__(self, most: int) -> None:
        sentence = _(
            "Alone you take up to %(most)s. Take the cash and this receipt to the office, "
            "where a second person looks at it."
        )
        super().__init__(sentence % {"most": rupiah(most)})


class ReceiptReused(DomainError):
    """The same receipt again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("A receipt with this number was recorded with other content. Show it at the office.")
        )


class NotAReceipt(DomainError):
    """What came is no receipt: it has no number, no account, no amount, or no moment."""

    code = "not_a_receipt"

    def __init__(self) -> None:
        super().__init__(_("This receipt cannot be read. Show it at the office."))


class OwnReceipt(DomainError):
    """Whoever has the cash does not say that it is settled."""

    code = "own_receipt"

    def __init__(self) -> None:
        super().__init__(_("You took this yourself: somebody else has to say how it was settled."))


class RecordedAfterAll(DomainError):
    """It came into the books from the phone meanwhile."""

    code = "recorded_after_all"

    def __init__(self) -> None:
        super().__init__(_("This receipt was recorded from the phone meanwhile. Nothing to do."))


class NotACollector(DomainError):
    """Rounds are given to whoever collects."""

    code = "not_a_collector"

    def __init__(self, name: str) -> None:
        sentence = _("%(name)s is no collector here. Give the role first.")
        super().__init__(sentence % {"name": name})


class NothingToCollect(DomainError):
    """Before savings are offered there is nothing to collect."""

    code = "nothing_to_collect"

    def __init__(self) -> None:
        super().__init__(_("No savings are offered yet that members could pay to a collector."))


class NoBagInUse(DomainError):
    """Whoever goes round carries a bag."""

    code = "no_bag_in_use"

    def __init__(self) -> None:
        super().__init__(
            _("The bag was put out of use meanwhile. Give the group again: it brings a new bag.")
        )


# By the SQLSTATE with which the database says it (collecting/sql).
OF_STATE: dict[str, type[NoBagInUse | RecordedAfterAll]] = {
    "23T22": NoBagInUse,
    "23T23": RecordedAfterAll,
}
