"""What somebody means to record, before it is an entry; and what it would do to each account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.rules import held


class Intent(NamedTuple):
    """An entry as people mean it: its kind and legs, its day (None: today), a note."""

    kind: str
    legs: Sequence[Leg]
    on: date | None = None
    memo: str = ""
    reverses: Entry | None = None
    is_late: bool = False  # where its day is closed, it is booked on the first open one
    corrects: int | None = None  # the number of the entry that it puts right

    @property
    def amount(self) -> int:
        """What would be moved, in whole rupiah."""
        return sum(leg.debit for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an account holds now, and what it would hold afterwards, in whole rupiah."""

    account: Account
    before: int
    after: int

    @property
    def change(self) -> int:
        """What would be added; below zero is taken away."""
        return self.after - self.before

    @property
    def is_overdrawn(self) -> bool:
        """Whether the ledger would refuse it: more is taken than the account holds."""
        return self.after < 0 and not self.account.may_overdraw

    @property
    def lacking(self) -> int:
        """How much is missing."""
        return -self.after


def effects_of(legs: Sequence[Leg]) -> list[Effect]:
    """What these legs would do, account by account in the order of the legs."""
    accounts = {leg.account.pk: leg.account for leg in legs}
    return [
        Effect(
            account,
            before=account.balance,
            after=account.balance
            + sum(
                held(account.normal_side, leg.debit, leg.credit)
                for leg in legs
                if leg.account.pk == pk
            ),
        )
        for pk, account in accounts.items()
    ]
