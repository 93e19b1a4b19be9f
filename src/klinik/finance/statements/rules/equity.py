"""The statement of changes in equity: what each part was, what came to it and what left it."""

from collections.abc import Iterable
from dataclasses import dataclass

from klinik.finance.ledger.models import RESULT, AccountKind
from klinik.finance.statements.rules.balances import Balance
from klinik.finance.statements.rules.periods import Moved, result_of


@dataclass(frozen=True, slots=True)
class EquityLine:
    """A part of equity, in whole rupiah; no `balance` is what was earned and not shared out."""

    balance: Balance | None
    opening: int
    result: int
    added: int
    taken: int

    @property
    def closing(self) -> int:
        """What the part is at the end."""
        return self.opening + self.result + self.added - self.taken


@dataclass(frozen=True, slots=True)
class Equity:
    """All parts of equity."""

    lines: tuple[EquityLine, ...]

    @property
    def total(self) -> EquityLine:
        """The parts added up, column by column."""
        return EquityLine(
            None,
            sum(line.opening for line in self.lines),
            sum(line.result for line in self.lines),
            sum(line.added for line in self.lines),
            sum(line.taken for line in self.lines),
        )


def equity_changes(moved: Iterable[Moved]) -> Equity:
    """Opening, result, added, taken and closing of each account of equity and of SHU.

    The closing of the last fiscal year is left out, as on the balance sheet of its last day; one of
    an earlier year moves SHU into the account that took it. Opening balances stand in the opening.
    """
    all_moved = list(moved)
    lines = [_line(one) for one in all_moved if one.balance.kind == AccountKind.EQUITY]
    unshared = _unshared(all_moved)
    shown = (line for line in [*lines, unshared] if any(_figures(line)))
    return Equity(tuple(shown))


def _line(one: Moved) -> EquityLine:
    transferred = one.closed_now - one.closed
    return EquityLine(
        one.balance,
        opening=-(one.before + one.opened),
        result=0,
        added=one.credits + max(transferred, 0),
        taken=one.debits + max(-transferred, 0),
    )


def _unshared(moved: list[Moved]) -> EquityLine:
    of_results = [one for one in moved if one.balance.kind in RESULT]
    transferred = sum(one.closed_now - one.closed for one in of_results)
    return EquityLine(
        None,
        opening=-sum(one.before for one in of_results),
        result=result_of(of_results),
        added=max(transferred, 0),
        taken=max(-transferred, 0),
    )


def _figures(line: EquityLine) -> tuple[int, ...]:
    return line.opening, line.result, line.added, line.taken
