"""The cash flow statement, told twice: by what was received and paid, and from the result.

Both end in the same change of cash, whatever the entries: `explained` takes what an entry moved of
cash apart into its other legs, and what never touched cash is taken off in the open (PSAK 207).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from klinik.finance.ledger.models import RESULT, AccountKind, CashFlow, Side
from klinik.finance.statements.rules.balances import Balance
from klinik.finance.statements.rules.periods import Moved, result_of

BETWEEN = "between"  # a unit's money that came from or went to another unit
ACTIVITIES = (CashFlow.OPERATING, CashFlow.INVESTING, CashFlow.FINANCING, BETWEEN)


@dataclass(frozen=True, slots=True)
class Flow:
    """An account with what cash it brought in or took out, in whole rupiah; out is below zero."""

    balance: Balance
    amount: int


@dataclass(frozen=True, slots=True)
class CashFlows:
    """Cash before, what came and went by activity, and the same operating cash from the result."""

    opening: int
    change: int
    direct: Mapping[str, tuple[Flow, ...]]
    result: int
    brought_in: int  # of the result, what opening balances brought in: no cash of these days
    without_cash: tuple[Flow, ...]  # depreciation and allowances
    tied_up: tuple[Flow, ...]  # receivables, stock and debts that grew or shrank
    not_paid: tuple[Flow, ...]  # investing, financing and between units, but without cash

    @property
    def closing(self) -> int:
        """Cash at the end."""
        return self.opening + self.change

    @property
    def indirect_operating(self) -> int:
        """Cash from operating activities, from the result."""
        flows = (*self.without_cash, *self.tied_up, *self.not_paid)
        return self.result - self.brought_in + sum(flow.amount for flow in flows)

    def total(self, activity: str) -> int:
        """What the activity brought in, less what it took out."""
        return sum(flow.amount for flow in self.direct.get(activity, ()))

    @property
    def direct_change(self) -> int:
        """The change of cash by what was received and paid."""
        return sum(self.total(activity) for activity in ACTIVITIES)

    @property
    def indirect_change(self) -> int:
        """The change of cash from the result."""
        others = ACTIVITIES[1:]
        return self.indirect_operating + sum(self.total(activity) for activity in others)

    @property
    def difference(self) -> int:
        """What the two ways leave unexplained: zero in a book that is right."""
        return abs(self.change - self.direct_change) + abs(self.change - self.indirect_change)


def explained(cash: int, parts: Sequence[int]) -> list[int]:
    """How much of an entry's change of cash each other leg explains (credits above zero).

    If one leg alone explains it, that one does (the price of a sale, not its cost; an instalment,
    not the margin that it frees); otherwise all together. The answers add up to `cash`.
    """
    if cash == 0:
        return [0] * len(parts)
    alone = parts.index(cash) if cash in parts else None
    return [part if alone in (None, n) else 0 for n, part in enumerate(parts)]


def cash_flows(moved: Iterable[Moved], paid: Mapping[str, tuple[int, int]]) -> CashFlows:
    """The statement from what moved and, by code of account, what cash came in and went out."""
    all_moved = list(moved)
    cash = [one for one in all_moved if one.balance.is_cash]
    others = [one for one in all_moved if not one.balance.is_cash]
    direct: dict[str, tuple[Flow, ...]] = {
        activity: _direct(others, paid, activity) for activity in ACTIVITIES
    }
    operating = [
        one
        for one in others
        if activity_of(one.balance) == CashFlow.OPERATING and one.balance.kind not in RESULT
    ]
    return CashFlows(
        opening=sum(one.before + one.opened for one in cash),
        change=sum(one.change for one in cash),
        direct=direct,
        result=result_of(all_moved),
        brought_in=-sum(one.opened for one in all_moved if one.balance.kind in RESULT),
        without_cash=_flows(one for one in operating if _is_allowance(one.balance)),
        tied_up=_flows(one for one in operating if not _is_allowance(one.balance)),
        not_paid=_not_paid(others, paid),
    )


def activity_of(balance: Balance) -> str:
    """The activity an account belongs to; operating where its chart says nothing else."""
    return BETWEEN if balance.is_between else balance.cash_flow or CashFlow.OPERATING


def _direct(
    moved: Iterable[Moved], paid: Mapping[str, tuple[int, int]], activity: str
) -> tuple[Flow, ...]:
    flows = []
    for one in moved:
        if activity_of(one.balance) == activity:
            came, went = paid.get(one.balance.code, (0, 0))
            flows += [Flow(one.balance, came)] if came else []
            flows += [Flow(one.balance, -went)] if went else []
    return tuple(flow for flow in flows if flow.amount > 0) + tuple(
        flow for flow in flows if flow.amount < 0
    )


def _flows(moved: Iterable[Moved]) -> tuple[Flow, ...]:
    return tuple(Flow(one.balance, -one.change) for one in moved if one.change)


def _not_paid(moved: Iterable[Moved], paid: Mapping[str, tuple[int, int]]) -> tuple[Flow, ...]:
    flows = []
    for one in moved:
        if activity_of(one.balance) == CashFlow.OPERATING:
            continue
        came, went = paid.get(one.balance.code, (0, 0))
        whole = 0 if one.balance.kind in RESULT else -one.change
        if whole != came - went:
            flows.append(Flow(one.balance, whole - (came - went)))
    between = [flow for flow in flows if flow.balance.is_between]
    if sum(flow.amount for flow in between) == 0:  # consolidated, the units' debts cancel out
        flows = [flow for flow in flows if not flow.balance.is_between]
    return tuple(flows)


def _is_allowance(balance: Balance) -> bool:
    return balance.kind == AccountKind.ASSET and balance.normal_side == Side.CREDIT
