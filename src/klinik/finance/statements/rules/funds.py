"""The statements of zakat and benevolence funds: sources, uses, and what is left (PSAK 401)."""

from collections import Counter
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


def fund(
    mark: str, moved: Iterable[Moved], paid: Mapping[str, Mapping[str, tuple[int, int]]]
) -> Fund:
    """The fund of the accounts with this mark.

    `paid` says, by code of the fund's account and of the other one, what left the fund and what
    came to it: the debits of the fund first, as for cash. What came or went by cash box or bank is
    named by the fund's own account, which says of what kind it is; a drawer says nothing.
    """
    all_moved = list(moved)
    known = {one.balance.code: one.balance for one in all_moved}
    own = [one for one in all_moved if one.balance.mark == mark]
    used, received = Counter[str](), Counter[str]()
    for code, others in paid.items():
        for other, (went, came) in others.items():
            if known[other].mark == mark:  # from one part of the fund to another
                continue
            shown = code if known[other].is_cash else other
            used[shown] += went
            received[shown] += came
    return Fund(
        accounts=tuple(one.balance for one in own),
        opening=-sum(one.before + one.opened for one in own),
        sources=_group(known.values(), received),
        uses=_group(known.values(), used),
        closing=-sum(one.balance.net for one in own),
    )


def _group(balances: Iterable[Balance], amounts: Mapping[str, int]) -> Group:
    return Group(tuple(Amount(b, amounts[b.code]) for b in balances if amounts.get(b.code)))
