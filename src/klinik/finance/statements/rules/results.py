"""The statement of results (perhitungan hasil usaha): where SHU comes from.

The cooperative's business stands first, with members apart from others where accounts are marked
so: UU 25/1992 art. 45 shares SHU by each member's business. What holders of syirkah funds are due
is taken off before the cooperative's own result (PSAK 401).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from klinik.finance.ledger.models import AccountKind, Mark
from klinik.finance.statements.rules.balances import Balance
from klinik.finance.statements.rules.periods import Moved


@dataclass(frozen=True, slots=True)
class Amount:
    """An account with its amount on a statement, in whole rupiah."""

    balance: Balance
    amount: int


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that stand together, and their sum."""

    lines: tuple[Amount, ...]

    @property
    def total(self) -> int:
        """The lines added up."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Results:
    """Income and expense of some days by group; expenses are above zero."""

    member: Group  # business with members
    public: Group  # business with others
    business: Group  # business whose accounts do not say with whom
    cost: Group  # what was sold or passed on
    other: Group  # income beside the business
    share: Group  # the share of those whose syirkah funds were managed
    expense: Group

    @property
    def revenue(self) -> int:
        """All business, with whomever."""
        return self.member.total + self.public.total + self.business.total

    @property
    def gross(self) -> int:
        """Business less what it cost directly."""
        return self.revenue - self.cost.total

    @property
    def income(self) -> int:
        """Gross result and other income."""
        return self.gross + self.other.total

    @property
    def own_income(self) -> int:
        """What is left when holders of syirkah funds have their share."""
        return self.income - self.share.total

    @property
    def result(self) -> int:
        """Sisa hasil usaha (SHU); below zero is a loss."""
        return self.own_income - self.expense.total


def results(moved: Iterable[Moved]) -> Results:
    """Arrange what income and expense accounts moved; year-end closing is left out."""
    held = [one for one in moved if one.earned]

    return Results(
        member=_group(held, AccountKind.INCOME, Mark.MEMBER),
        public=_group(held, AccountKind.INCOME, Mark.PUBLIC),
        business=_group(held, AccountKind.INCOME, ""),
        cost=_group(held, AccountKind.EXPENSE, Mark.COST),
        other=_group(held, AccountKind.INCOME, Mark.OTHER),
        share=_group(held, AccountKind.EXPENSE, Mark.SHARE),
        expense=_group(held, AccountKind.EXPENSE, ""),
    )


def _group(moved: Sequence[Moved], kind: str, mark: str) -> Group:
    sign = 1 if kind == AccountKind.INCOME else -1
    return Group(
        tuple(
            Amount(one.balance, sign * one.earned)
            for one in moved
            if one.balance.kind == kind and one.balance.mark == mark
        )
    )
