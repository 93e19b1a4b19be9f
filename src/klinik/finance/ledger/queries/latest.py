"""The last lines of a few accounts, as a counter shows and prints them: by number, not by day."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, F, Sum, When, Window

from klinik.finance.ledger.models import Account, Entry, Line, Side
from klinik.finance.ledger.queries.links import reversed_by
from klinik.finance.ledger.words import kind_in_words
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True)
class LatestLine:
    """A line, its effect on the account and what the account held after it, in whole rupiah."""

    account: Account
    entry: Entry
    change: int
    balance: int
    undone_by: int | None

    @property
    def amount(self) -> int:
        """What was moved, whatever the direction."""
        return abs(self.change)

    @property
    def before(self) -> int:
        """What the account held before."""
        return self.balance - self.change

    @property
    def kind(self) -> str:
        """The kind of the entry in words."""
        return kind_in_words(self.entry.kind)


def latest_lines(
    koppontren: Koppontren,
    accounts: Collection[Account],
    *,
    limit: int,
    through: int | None = None,
) -> list[LatestLine]:
    """The last lines of these accounts, newest first, if need be only through entry `through`."""
    change = Case(
        When(account__normal_side=Side.DEBIT, then=F("debit") - F("credit")),
        default=F("credit") - F("debit"),
    )
    lines = Line.objects.of(koppontren).filter(account__in=accounts)
    if through is not None:
        lines = lines.filter(entry_number__lte=through)
    # One statement for lines and balances, so that a posting in between cannot part them.
    running = Window(
        Sum(change), partition_by=[F("account_id")], order_by=[F("entry_number"), F("n")]
    )
    latest = lines.annotate(change=change, balance=running).select_related("account", "entry__by")
    found = list(latest.order_by("-entry_number", "-n")[:limit])
    undone = reversed_by(koppontren, [line.entry for line in found])
    return [
        LatestLine(
            account=line.account,
            entry=line.entry,
            change=line.change,
            balance=int(line.balance),
            undone_by=undone.get(line.entry_number),
        )
        for line in found
    ]
