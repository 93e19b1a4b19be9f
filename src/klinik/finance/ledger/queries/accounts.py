"""One account: its balance at a day, and its lines with the running balance."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from klinik.finance.ledger.models import Account, Line
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import TenantQuerySet


@dataclass(frozen=True)
class Movement:
    """A line of an account, and what the account holds after it, in whole rupiah."""

    line: Line
    balance: int


@dataclass(frozen=True)
class AccountPage:
    """A page of an account: what it held before, its lines, and where the next page starts."""

    opening: int
    movements: list[Movement]
    next_after: str

    @property
    def closing(self) -> int:
        """What the account holds after the last line of the page."""
        return self.movements[-1].balance if self.movements else self.opening


def balance_on(account: Account, on: date | None = None) -> int:
    """What the account holds at the end of the day `on` (None: now), on its normal side.

    A control account holds what its details hold.
    """
    ids = _with_details(account)
    if on is not None:
        sums = totals(account.koppontren, on=on, accounts=ids).values()
        return _signed(account, sum(d for d, _ in sums), sum(c for _, c in sums))
    now = Account.objects.filter(pk__in=ids).aggregate(d=Sum("debits"), c=Sum("credits"))
    return _signed(account, now["d"] or 0, now["c"] or 0)


def account_lines(
    account: Account,
    *,
    since: date | None = None,
    until: date | None = None,
    after: str = "",
    limit: int = 100,
) -> AccountPage:
    """The account's lines by day and number, from `since` through `until`, `limit` on a page.

    `after` is the `next_after` of the page before; ValueError if it is anything else.
    """
    lines = _lines(account)
    if since is not None:
        lines = lines.filter(on__gte=since)
    if until is not None:
        lines = lines.filter(on__lte=until)
    opening = 0
    if after:
        place = _read_place(after)
        lines = lines.filter(_behind(place))
        opening = _balance_at(account, place)
    elif since is not None and since > date.min:
        opening = balance_on(account, since - timedelta(days=1))
    page = list(
        lines.select_related("entry", "account")
        .prefetch_related("entry__memos")
        .order_by("on", "entry_number", "n")[: limit + 1]
    )
    movements = _with_running_balance(account, opening, page[:limit])
    next_after = _place(page[limit - 1]) if len(page) > limit else ""
    return AccountPage(opening, movements, next_after)


def _with_running_balance(account: Account, opening: int, lines: list[Line]) -> list[Movement]:
    movements = []
    balance = opening
    for line in lines:
        balance += _signed(account, line.debit, line.credit)
        movements.append(Movement(line, balance))
    return movements


def _lines(account: Account) -> TenantQuerySet[Line]:
    in_book = Line.objects.filter(koppontren_id=account.koppontren_id)
    return in_book.filter(account__in=_with_details(account))


def _with_details(account: Account) -> list[int]:
    if not account.is_control:
        return [account.pk]
    return list(Account.objects.filter(parent=account).values_list("pk", flat=True))


def _signed(account: Account, debits: int, credits_: int) -> int:
    return held(account.normal_side, debits, credits_)


def _place(line: Line) -> str:
    return f"{line.on.isoformat()}.{line.entry_number}.{line.n}"


def _read_place(after: str) -> tuple[date, int, int]:
    day, number, n = after.split(".")
    return date.fromisoformat(day), int(number), int(n)


def _behind(place: tuple[date, int, int]) -> TupleGreaterThan:
    """Asked as one comparison of rows, which an index follows; parts joined by OR are all read."""
    return TupleGreaterThan(Tuple("on", "entry_number", "n"), place)


def _balance_at(account: Account, place: tuple[date, int, int]) -> int:
    on = place[0]
    day = _lines(account).filter(on=on).exclude(_behind(place))
    moved = day.aggregate(d=Sum("debit"), c=Sum("credit"))
    before = balance_on(account, on - timedelta(days=1))
    return before + _signed(account, moved["d"] or 0, moved["c"] or 0)
