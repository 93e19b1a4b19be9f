"""What an account did within days: the debits and credits from which periods are told."""

from collections.abc import Iterable
from dataclasses import dataclass

from klinik.finance.ledger.models import RESULT
from klinik.finance.statements.rules.balances import Balance


@dataclass(frozen=True, slots=True)
class Moved:
    """An account and what moved on it from a first to a last day, in whole rupiah.

    Debits and credits leave out opening balances and year-end closing; both stand apart, as debits
    less credits. `closed_now` is the closing of the fiscal year in which the last day lies.
    """

    balance: Balance
    debits: int
    credits: int
    opened: int = 0
    closed: int = 0
    closed_now: int = 0

    @property
    def change(self) -> int:
        """Debits less credits of the days."""
        return self.debits - self.credits

    @property
    def before(self) -> int:
        """Debits less credits before the first day."""
        return self.balance.net - self.change - self.opened - self.closed

    @property
    def earned(self) -> int:
        """What the account adds to the result of the days: income above zero, expense below."""
        return -(self.change + self.opened) if self.balance.kind in RESULT else 0


def result_of(moved: Iterable[Moved]) -> int:
    """The result (SHU) of the days: income less expense, before any closing."""
    return sum(one.earned for one in moved)
