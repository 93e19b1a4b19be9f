"""The statements of zakat and benevolence funds: sources, uses, and what is left (PSAK 401)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from klinik.finance.statements.rules.balances import Balance
from klinik.finance.statements.rules.periods import Moved
from klinik.finance.statements.rules.results import Amount, Group


@dataclass(frozen=True, slots=True)
class Fund:
    """Money held for a purpose, never the cooperative's own; all in whole rupiah."""

    accounts: tuple[Balance, ...]
    opening: int
    sources: Group
    uses: Group
    closing: int

    @property
    def change(self) -> int:
        """Sources less uses."""
        return self.sources.total - self.uses.total

    @property
    def difference(self) -> int:
        """What sources and uses leave unexplained: zero in a book that is right."""
        return self.closing - self.opening - self.change


def fund(mark: str, moved: Iterable[Moved], paid: Mapping[str, tuple[int, int]]) -> Fund:
    """The fund of the accounts with this mark.

    `paid` says, by code of the other account, what left the fund's accounts and what came to them:
    the debits of the fund first, as for cash.
    """
    all_moved = list(moved)
    own = [one for one in all_moved if one.balance.mark == mark]
    others = [one.balance for one in all_moved if one.balance.code in paid]
    return Fund(
        accounts=tuple(one.balance for one in own),
        opening=-sum(one.before + one.opened for one in own),
        sources=_group(others, {code: went for code, (_, went) in paid.items()}),
        uses=_group(others, {code: came for code, (came, _) in paid.items()}),
        closing=-sum(one.balance.net for one in own),
    )


def _group(balances: Iterable[Balance], amounts: Mapping[str, int]) -> Group:
    return Group(tuple(Amount(b, amounts[b.code]) for b in balances if amounts[b.code]))
