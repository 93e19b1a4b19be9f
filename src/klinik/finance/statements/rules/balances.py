"""From what each account was debited and credited to a trial balance and a balance sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from klinik.finance.ledger.models import RESULT, AccountKind, Side
from klinik.finance.ledger.rules import usual_side


@dataclass(frozen=True, slots=True)
class Balance:
    """What one account was debited and credited up to a day, in whole rupiah."""

    code: str
    name: str
    kind: str
    normal_side: str
    unit: str
    debits: int
    credits: int
    is_between: bool = False  # an account between two units: the whole cooperative has no such debt
    earlier: int = 0  # of the debits less credits, what lies before the fiscal year of that day
    closing: int = 0  # of the debits less credits, what the closing entries of that year wrote
    is_cash: bool = False
    cash_flow: str = ""
    mark: str = ""

    @property
    def net(self) -> int:
        """Debits less credits."""
        return self.debits - self.credits

    @property
    def shown(self) -> int:
        """What a statement of the day shows, as it was before the year was closed.

        Of income and expense only the fiscal year's.
        """
        standing = self.net - self.closing
        return standing - self.earlier if self.kind in RESULT else standing


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An account in the column of the side on which it stands."""

    balance: Balance
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that holds something, and what both columns add up to."""

    rows: tuple[TrialRow, ...]
    eliminated: tuple[TrialRow, ...]

    @property
    def debit(self) -> int:
        """The debit column added up."""
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> int:
        """The credit column added up."""
        return sum(row.credit for row in self.rows)

    @property
    def difference(self) -> int:
        """Debits less credits: zero in a book that is right."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class SheetLine:
    """An account on the balance sheet; a contra account is a deduction, its amount below zero."""

    balance: Balance
    amount: int
    is_deduction: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The accounts of one kind, in whole rupiah on the side of that kind."""

    kind: AccountKind
    lines: tuple[SheetLine, ...]

    @property
    def total(self) -> int:
        """The section added up, deductions taken off."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What is owned, and whose it is: debts, syirkah funds, equity and what was earned."""

    assets: Section
    liabilities: Section
    syirkah: Section
    equity: Section
    income: Section
    expense: Section
    earlier_result: int  # of the fiscal years before, as far as it was not shared out
    eliminated: tuple[TrialRow, ...]

    @property
    def result(self) -> int:
        """The result of the fiscal year (SHU): its income less its expense."""
        return self.income.total - self.expense.total

    @property
    def equity_with_result(self) -> int:
        """Equity as it would stand if every result were shared out today."""
        return self.equity.total + self.earlier_result + self.result

    @property
    def owed(self) -> int:
        """What is owed, or held for others."""
        return self.liabilities.total + self.syirkah.total

    @property
    def claims(self) -> int:
        """Liabilities, syirkah funds, equity and results: whose the assets are."""
        return self.owed + self.equity_with_result

    @property
    def difference(self) -> int:
        """Assets less claims: zero in a book that is right."""
        return self.assets.total - self.claims


def trial_balance(balances: Iterable[Balance], *, consolidated: bool) -> TrialBalance:
    """Put every account that holds something in its column; consolidated, set aside the between."""
    kept, eliminated = _set_aside(balances, consolidated=consolidated)
    return TrialBalance(_rows(kept), _rows(eliminated))


def balance_sheet(balances: Iterable[Balance], *, consolidated: bool) -> BalanceSheet:
    """Arrange the accounts by kind (PSAK 401); consolidated, set aside those between units.

    Within one unit, an account between units stands where its balance puts it: what another unit
    owes us is an asset, what we owe it is a liability, whatever the account was opened as.
    """
    kept, eliminated = _set_aside(balances, consolidated=consolidated)
    sections = {kind: Section(kind, _lines(kept, kind)) for kind in AccountKind}
    return BalanceSheet(
        assets=sections[AccountKind.ASSET],
        liabilities=sections[AccountKind.LIABILITY],
        syirkah=sections[AccountKind.SYIRKAH],
        equity=sections[AccountKind.EQUITY],
        income=sections[AccountKind.INCOME],
        expense=sections[AccountKind.EXPENSE],
        earlier_result=-sum(balance.earlier for balance in kept if balance.kind in RESULT),
        eliminated=_rows(eliminated),
    )


def unmatched_between(balances: Iterable[Balance]) -> int:
    """What the units' accounts with each other fail to cancel out, in rupiah: zero when right."""
    return sum(balance.net for balance in balances if balance.is_between)


def _set_aside(
    balances: Iterable[Balance], *, consolidated: bool
) -> tuple[list[Balance], list[Balance]]:
    holding = [b for b in balances if b.net or b.earlier or b.closing]
    # What does not cancel out must not vanish: it stays in sight, and the page names the amount.
    if not consolidated or unmatched_between(holding):
        return holding, []
    return (
        [balance for balance in holding if not balance.is_between],
        [balance for balance in holding if balance.is_between],
    )


def _rows(balances: Sequence[Balance]) -> tuple[TrialRow, ...]:
    return tuple(TrialRow(b, max(b.net, 0), max(-b.net, 0)) for b in balances if b.net)


def _lines(balances: Sequence[Balance], kind: AccountKind) -> tuple[SheetLine, ...]:
    side = usual_side(kind)
    return tuple(
        SheetLine(
            balance,
            balance.shown if side == Side.DEBIT else -balance.shown,
            is_deduction=not balance.is_between and balance.normal_side != side,
        )
        for balance in balances
        if _stands_under(balance) == kind and balance.shown
    )


def _stands_under(balance: Balance) -> str:
    if not balance.is_between:
        return balance.kind
    return AccountKind.ASSET if balance.net > 0 else AccountKind.LIABILITY
