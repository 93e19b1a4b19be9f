"""Neraca saldo: every account of the chart with what it holds at the end of a day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True)
class Row:
    """An account of the chart with its cumulative debits and credits, in whole rupiah."""

    account: Account
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """What it holds, on its normal side; below zero is on the other side."""
        return held(self.account.normal_side, self.debits, self.credits)

    @property
    def debit(self) -> int:
        """The debit column of the trial balance: the balance, if it lies on that side."""
        return max(self.debits - self.credits, 0)

    @property
    def credit(self) -> int:
        """The credit column of the trial balance: the balance, if it lies on that side."""
        return max(self.credits - self.debits, 0)


def trial_balance(
    koppontren: Koppontren, *, on: date | None = None, unit: Unit | None = None
) -> list[Row]:
    """The chart at the end of the day `on` (None: with all that is written), by code.

    A control account holds the sum of its details, which are no rows of their own. Without a
    `unit` it is consolidated: the accounts between units are left out.
    """
    accounts = Account.objects.of(koppontren)
    accounts = accounts.filter(unit=unit) if unit else accounts.filter(other_unit=None)
    held = list(accounts.order_by("code"))
    if on is None:
        sums: Mapping[int, tuple[int, int]] = {a.pk: (a.debits, a.credits) for a in held}
    else:
        sums = totals(koppontren, on=on)
    debits: defaultdict[int, int] = defaultdict(int)
    credits_: defaultdict[int, int] = defaultdict(int)
    for account in held:
        debit, credit = sums.get(account.pk, (0, 0))
        debits[account.parent_id or account.pk] += debit
        credits_[account.parent_id or account.pk] += credit
    return [Row(a, debits[a.pk], credits_[a.pk]) for a in held if a.parent_id is None]
