"""The board's page: where is the money, what came and went, how does the year go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from klinik.finance.ledger.drafts.queries import number_waiting
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.statements.queries.balances import balances, cash_by_month, moved, paid
from klinik.finance.statements.queries.scope import Scope
from klinik.finance.statements.rules import Amount, Balance, result_of

MONTHS = 12
SHOWN = 5  # of the largest sources and uses


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what came into cash and went out of it, in whole rupiah."""

    first: date
    last: date
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the board sees at a glance, in whole rupiah."""

    places: list[Amount]
    months: list[Month]  # the last is the one that runs
    came: list[Amount]  # this month, the largest first
    went: list[Amount]
    result: int
    result_before: int
    has_before: bool
    waiting: int  # entries that need a second person

    @property
    def cash(self) -> int:
        """All money, wherever it lies."""
        return sum(place.amount for place in self.places)

    @property
    def now(self) -> Month:
        """The month that runs."""
        return self.months[-1]


def board(scope: Scope) -> Board:
    """All of it, in a fixed number of queries."""
    chart = list(accounts_by_code(scope.koppontren).values())
    held = balances(scope, chart)
    months = last_months(scope.on)
    turned = cash_by_month(scope, chart, first=months[0])
    beside = scope.year_before
    before = moved(beside, chart) if beside else []
    this_month = Scope(
        koppontren=scope.koppontren,
        units=scope.units,
        unit=scope.unit,
        on=scope.on,
        since=months[-1],
    )
    by_code = {balance.code: balance for balance in held}
    came, went = _largest(this_month, chart, by_code)
    return Board(
        places=[Amount(b, b.net) for b in held if b.is_cash],
        months=[
            Month(first, min(_end(first), scope.on), *turned.get(first, (0, 0))) for first in months
        ],
        came=came,
        went=went,
        result=result_of(moved(scope, chart)),
        result_before=result_of(before),
        waiting=number_waiting(scope.koppontren),
        has_before=any(one.earned for one in before),
    )


def last_months(on: date) -> list[date]:
    """The first days of the month of `on` and the eleven before, in order."""
    back = [divmod(on.year * 12 + on.month - 1 - n, 12) for n in reversed(range(MONTHS))]
    return [date(year, month + 1, 1) for year, month in back if year]


def _end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _largest(
    scope: Scope, chart: Sequence[Account], balances_: dict[str, Balance]
) -> tuple[list[Amount], list[Amount]]:
    flows = [(balances_[code], sums) for code, sums in paid(scope, chart).items()]
    came = sorted((Amount(b, c) for b, (c, _) in flows if c), key=lambda one: -one.amount)
    went = sorted((Amount(b, w) for b, (_, w) in flows if w), key=lambda one: -one.amount)
    return came[:SHOWN], went[:SHOWN]
