"""The last lines of a few accounts, as a counter shows and prints them: by number, not by day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from klinik.finance.ledger.models import Account, Entry, Line, Side
from klinik.finance.ledger.queries.links import reversed_by
from klinik.finance.ledger.words import kind_in_words
from klinik.tenancy.models import Koppontren, TenantQuerySet


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
    """The last lines of these accounts, newest first, if need be only through entry `through`.

    What stood after each is reckoned back from what the account holds now: the lines are read, and
    not the whole history before them.
    """
    lines: Any = Line.objects.of(koppontren).filter(account__in=accounts)
    if through is None:
        lines = lines.annotate(later=Value(0))
    else:
        later = Line.objects.of(koppontren).filter(
            account=OuterRef("account"), entry_number__gt=through
        )
        moved = later.order_by().values("account").annotate(moved=Sum(F("credit") - F("debit")))
        # One statement for lines and balances, so that a posting in between cannot part them.
        lines = lines.filter(entry_number__lte=through).annotate(
            later=Coalesce(Subquery(moved.values("moved")), 0, output_field=BigIntegerField())
        )
    found = list(
        lines.select_related("account", "entry__by").order_by("-entry_number", "-n")[:limit]
    )
    undone = reversed_by(koppontren, [line.entry for line in found])
    return [
        LatestLine(
            account=line.account,
            entry=line.entry,
            change=change,
            balance=balance,
            undone_by=undone.get(line.entry_number),
        )
        for line, change, balance in _reckoned_back(found)
    ]


def _reckoned_back(lines: Sequence[Any]) -> Iterator[tuple[Any, int, int]]:
    """Each line, newest first, with its change and what its account held after it."""
    held: dict[int, int] = {}
    for line in lines:
        account = line.account
        sign = 1 if account.normal_side == Side.CREDIT else -1
        balance = held.setdefault(line.account_id, account.balance - sign * int(line.later))
        change = sign * (line.credit - line.debit)
        held[line.account_id] = balance - change
        yield line, change, balance


def lines_in_order(account: Account) -> TenantQuerySet[Line]:
    """Every line of an account with its entry, in the order in which they were written."""
    lines = Line.objects.filter(koppontren=account.koppontren_id, account=account)
    return lines.select_related("entry").order_by("entry_number", "n")


def credited_by(koppontren: Koppontren, kinds: Collection[str], *, account: Any) -> Any:
    """An expression: what entries of these kinds credited to `account`, net, in whole rupiah."""
    lines: Any = Line.objects.of(koppontren).filter(account=account, entry__kind__in=kinds)
    net = lines.order_by().values("account").annotate(net=Sum(F("credit") - F("debit")))
    return Coalesce(Subquery(net.values("net")), 0, output_field=BigIntegerField())
