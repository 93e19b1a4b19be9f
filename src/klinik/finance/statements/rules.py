"""From what each account was debited and credited to a trial balance and a balance sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ASSET, LIABILITY, SYIRKAH, EQUITY = "asset", "liability", "syirkah", "equity"
INCOME, EXPENSE = "income", "expense"
KINDS = (ASSET, LIABILITY, SYIRKAH, EQUITY, INCOME, EXPENSE)
DEBIT, CREDIT = "debit", "credit"
SIDE_OF = dict.fromkeys(KINDS, CREDIT) | {ASSET: DEBIT, EXPENSE: DEBIT}


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

    @property
    def net(self) -> int:
        """Debits less credits."""
        return self.debits - self.credits


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

    kind: str
    lines: tuple[SheetLine, ...]

    @property
    def total(self) -> int:
        """The section added up, deductions taken off."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What is owned, and whose it is: debts, syirkah funds, equity and the result of the period."""

    assets: Section
    liabilities: Section
    syirkah: Section
    equity: Section
    income: Section
    expense: Section
    eliminated: tuple[TrialRow, ...]

    @property
    def result(self) -> int:
        """The result of the period (SHU): income less expense."""
        return self.income.total - self.expense.total

    @property
    def equity_with_result(self) -> int:
        """Equity as it would stand if the result were shared out today."""
        return self.equity.total + self.result

    @property
    def claims(self) -> int:
        """Liabilities, syirkah funds, equity and result: whose the assets are."""
        return self.liabilities.total + self.syirkah.total + self.equity_with_result

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
    sections = {kind: Section(kind, _lines(kept, kind)) for kind in KINDS}
    return BalanceSheet(
        assets=sections[ASSET],
        liabilities=sections[LIABILITY],
        syirkah=sections[SYIRKAH],
        equity=sections[EQUITY],
        income=sections[INCOME],
        expense=sections[EXPENSE],
        eliminated=_rows(eliminated),
    )


def unmatched_between(balances: Iterable[Balance]) -> int:
    """What the units' accounts with each other fail to cancel out, in rupiah: zero when right."""
    return sum(balance.net for balance in balances if balance.is_between)


def _set_aside(
    balances: Iterable[Balance], *, consolidated: bool
) -> tuple[list[Balance], list[Balance]]:
    holding = [balance for balance in balances if balance.net]
    # What does not cancel out must not vanish: it stays in sight, and the page names the amount.
    if not consolidated or unmatched_between(holding):
        return holding, []
    return (
        [balance for balance in holding if not balance.is_between],
        [balance for balance in holding if balance.is_between],
    )


def _rows(balances: Sequence[Balance]) -> tuple[TrialRow, ...]:
    return tuple(TrialRow(b, max(b.net, 0), max(-b.net, 0)) for b in balances)


def _lines(balances: Sequence[Balance], kind: str) -> tuple[SheetLine, ...]:
    sign = 1 if SIDE_OF[kind] == DEBIT else -1
    return tuple(
        SheetLine(b, sign * b.net, is_deduction=not b.is_between and b.normal_side != SIDE_OF[kind])
        for b in balances
        if _stands_under(b) == kind
    )


def _stands_under(balance: Balance) -> str:
    if not balance.is_between:
        return balance.kind
    return ASSET if balance.net > 0 else LIABILITY
