"""The lines of some days by account, and the entries of some days by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from klinik.finance.ledger import reading
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.queries import accounts_by_code, end_of_chain
from klinik.finance.ledger.queries.general_ledger import WrittenLine, count_lines, lines_by_account
from klinik.finance.ledger.rules import held
from klinik.finance.statements.queries import Scope, turned
from klinik.finance.statements.rules import Balance
from klinik.finance.statements.written.rules import place_of


@dataclass(frozen=True, slots=True)
class Told:
    """An account with what it held, in whole rupiah on its normal side, and its lines to come."""

    balance: Balance
    opening: int
    lines: Iterator[WrittenLine]

    def after(self, line: WrittenLine, before: int) -> int:
        """What the account holds after this line."""
        return before + held(self.balance.normal_side, line.debit, line.credit)


def general_ledger(scope: Scope) -> Iterator[Told]:
    """Every account that held or moved something, by code; read its lines before the next one."""
    through, _link = end_of_chain(scope.koppontren) or (0, "")
    chart = list(accounts_by_code(scope.koppontren).values())
    accounts = turned(scope, chart)
    lines = lines_by_account(scope.koppontren, through=through, **_days(scope))
    groups = groupby(lines, key=lambda line: line.account)
    code, own = next(groups, ("", iter(())))
    for one in accounts:
        opening = held(one.balance.normal_side, one.before, 0)
        if one.balance.code == code:
            yield Told(one.balance, opening, own)
            code, own = next(groups, ("", iter(())))
        elif opening:
            yield Told(one.balance, opening, iter(()))


def lines_in(scope: Scope) -> int:
    """How many lines the days of this scope have."""
    return count_lines(scope.koppontren, **_days(scope))


def entries_by_day(scope: Scope) -> QuerySet[Entry]:
    """The entries of the days of this scope, the earliest first."""
    return reading.journal(scope.koppontren, **_days(scope)).order_by("on", "number")


def entries_behind(
    scope: Scope, *, after: tuple[date, int] | None, limit: int
) -> tuple[list[Entry], str]:
    """A page of entries behind this place, and the place where it ends if there are more."""
    entries = entries_by_day(scope)
    if after:
        entries = entries.filter(TupleGreaterThan(Tuple("on", "number"), after))
    page = list(entries[: limit + 1])
    last = page[limit - 1] if len(page) > limit else None
    return page[:limit], place_of(last.on, last.number) if last else ""


def _days(scope: Scope) -> Mapping[str, Any]:
    return {"first": scope.first, "last": scope.on, "unit": scope.unit}
