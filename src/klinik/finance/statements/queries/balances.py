"""What a statement is made of: the balances of a day, and what moved within days."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.periods.queries import closed_out
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.ledger.queries.flows import by_month, flows, written_by
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.words import CLOSING, CORRECTION, OPENING, REVERSAL
from klinik.finance.statements.queries.scope import Scope, day_before
from klinik.finance.statements.rules import Balance, Moved

Sums = Mapping[int, tuple[int, int]]
OPENINGS = tuple(kind + end for kind in (OPENING, CORRECTION) for end in ("", REVERSAL))
NOTHING = (0, 0)


def balances(scope: Scope, chart: Iterable[Account] | None = None) -> list[Balance]:
    """Debits and credits of every account at the end of the day, by code, details in their sum."""
    chart = list(chart or accounts_by_code(scope.koppontren).values())
    on = _through(scope, chart, scope.on)
    before = _through(scope, chart, scope.before_year)
    closed = _summed(chart, closed_out(scope.koppontren, first=scope.year_start, last=scope.on))
    units = {unit.pk: unit.code for unit in ([scope.unit] if scope.unit else scope.units)}
    return [
        _balance(account, units[account.unit_id], on, _net(before, account), _net(closed, account))
        for account in chart
        if account.parent_id is None and account.unit_id in units
    ]


def moved(scope: Scope, chart: Iterable[Account] | None = None) -> list[Moved]:
    """What moved on every account from the first day of the scope through its last, by code."""
    chart = list(chart or accounts_by_code(scope.koppontren).values())
    days = {"first": scope.first, "last": scope.on}
    on = _through(scope, chart, scope.on)
    before = _through(scope, chart, day_before(scope.first))
    opened = _summed(chart, written_by(scope.koppontren, OPENINGS, **days))
    closed = _summed(chart, closed_out(scope.koppontren, **days))
    this_year = max(scope.first, scope.year_start)
    closed_now = _summed(chart, closed_out(scope.koppontren, first=this_year, last=scope.on))
    units = {unit.pk: unit.code for unit in ([scope.unit] if scope.unit else scope.units)}
    found = []
    for account in chart:
        if account.parent_id is not None or account.unit_id not in units:
            continue
        apart = [sums.get(account.pk, NOTHING) for sums in (before, opened, closed)]
        debits, credits_ = on.get(account.pk, NOTHING)
        found.append(
            Moved(
                _balance(account, units[account.unit_id], on),
                debits=debits - sum(debit for debit, _ in apart),
                credits=credits_ - sum(credit for _, credit in apart),
                opened=_net(opened, account),
                closed=_net(closed, account),
                closed_now=_net(closed_now, account),
            )
        )
    return found


def turned(scope: Scope, chart: Iterable[Account] | None = None) -> list[Moved]:
    """As `moved`, but the book as it is written: opening balances and closings with all else."""
    chart = list(chart or accounts_by_code(scope.koppontren).values())
    on = _through(scope, chart, scope.on)
    before = _through(scope, chart, day_before(scope.first))
    units = {unit.pk: unit.code for unit in ([scope.unit] if scope.unit else scope.units)}
    found = []
    for account in chart:
        if account.parent_id is None and account.unit_id in units:
            debits, credits_ = on.get(account.pk, NOTHING)
            debits_before, credits_before = before.get(account.pk, NOTHING)
            balance = _balance(account, units[account.unit_id], on)
            found.append(Moved(balance, debits - debits_before, credits_ - credits_before))
    return found


def paid_by_part(
    scope: Scope, chart: Iterable[Account], *, mark: str
) -> dict[str, dict[str, tuple[int, int]]]:
    """The same as `paid` for each account with this mark alone, by its code."""
    chart = list(chart)
    parts = [account for account in chart if account.mark == mark and account.parent_id is None]
    return {account.code: paid(scope, chart, part=account) for account in parts}


def paid(
    scope: Scope, chart: Iterable[Account], *, part: Account | None = None
) -> dict[str, tuple[int, int]]:
    """By code of the other account, what it brought into cash and what it took out of it.

    With a `part`, into and out of this account. Openings and closings are no flows.
    """
    chart = list(chart)
    parents = {account.pk: account for account in chart if account.parent_id is None}
    found = flows(
        scope.koppontren,
        _ids(scope, chart, part),
        first=scope.first,
        last=scope.on,
        unit=scope.unit,
        without=(*OPENINGS, CLOSING, CLOSING + REVERSAL),
    )
    return {parents[pk].code: amounts for pk, amounts in found.items()}


def cash_by_month(
    scope: Scope, chart: Iterable[Account], *, first: date
) -> dict[date, tuple[int, int]]:
    """What came into cash and what went out of it in each month from `first` on, in rupiah."""
    return by_month(
        scope.koppontren,
        _ids(scope, chart),
        first=first,
        last=scope.on,
        without=(*OPENINGS, CLOSING, CLOSING + REVERSAL),
    )


def _ids(scope: Scope, chart: Iterable[Account], part: Account | None = None) -> list[int]:
    """The accounts of cash, or this one, and their details, of the scope's unit or of all."""
    chart = list(chart)
    parents = {account.pk: account for account in chart if account.parent_id is None}
    return [
        account.pk
        for account in chart
        for parent in [parents[account.parent_id or account.pk]]
        if (parent == part if part else parent.is_cash)
        and (scope.unit is None or account.unit_id == scope.unit.pk)
    ]


def _balance(
    account: Account, unit: str, sums: Sums, earlier: int = 0, closing: int = 0
) -> Balance:
    debits, credits_ = sums.get(account.pk, NOTHING)
    return Balance(
        code=account.code,
        name=account.name,
        kind=account.kind,
        normal_side=account.normal_side,
        unit=unit,
        debits=debits,
        credits=credits_,
        is_between=account.other_unit_id is not None,
        earlier=earlier,
        closing=closing,
        is_cash=account.is_cash,
        cash_flow=account.cash_flow,
        mark=account.mark,
    )


def _net(sums: Sums, account: Account) -> int:
    debits, credits_ = sums.get(account.pk, NOTHING)
    return debits - credits_


def _through(scope: Scope, chart: Iterable[Account], on: date | None) -> Sums:
    return _summed(chart, totals(scope.koppontren, on=on) if on else {})


def _summed(chart: Iterable[Account], sums: Sums) -> Sums:
    debits: Counter[int] = Counter()
    credits_: Counter[int] = Counter()
    for account in chart:
        debit, credit = sums.get(account.pk, NOTHING)
        debits[account.parent_id or account.pk] += debit
        credits_[account.parent_id or account.pk] += credit
    return {pk: (debits[pk], credits_[pk]) for pk in debits}
