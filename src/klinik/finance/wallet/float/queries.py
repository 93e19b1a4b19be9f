"""What is held for santri, what backs it, and whether both agree, day by day."""

from datetime import date, timedelta
from typing import NamedTuple

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import balance_on, trial_balance
from klinik.finance.ledger.queries.details import undetailed_of
from klinik.finance.wallet.float.rules import Threshold, standing, threshold_on
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import rules_of, today
from klinik.tenancy.models import Koppontren

DAYS = 7


class DayOfFloat(NamedTuple):
    """The end of a day, in rupiah: what wallets held, and what lay in cash and at banks."""

    day: date
    wallets: int
    backing: int


class Float(NamedTuple):
    """Now, in rupiah: what is held for santri in all its kinds, and what backs it."""

    wallets: int
    held_back: int
    undetailed: int
    owed: int
    places: list[tuple[Account, int]]
    control: int
    days: list[DayOfFloat]
    threshold: Threshold

    @property
    def total(self) -> int:
        """What the cooperative would have to pay out, in rupiah."""
        return self.wallets + self.held_back + self.undetailed

    @property
    def backing(self) -> int:
        """Cash and banks of all units."""
        return sum(amount for _place, amount in self.places)

    @property
    def agrees(self) -> bool:
        """Each wallet by itself, added up, is what the books say of all."""
        return self.wallets + self.undetailed == self.control

    @property
    def is_backed(self) -> bool:
        """All of it could be paid out today."""
        return self.backing >= self.total

    @property
    def standing(self) -> str:
        """Beside the threshold: well, near, above."""
        return standing(self.total, self.threshold)


def float_of(koppontren: Koppontren) -> Float:
    """The float as it is now, and at the end of the last days. Raises NotStarted."""
    rules = rules_of(koppontren)
    held = {row.account.pk: row.balance for row in trial_balance(koppontren)}
    wallets = Wallet.objects.of(koppontren).select_related("account")
    undetailed = undetailed_of([rules.control]).get(rules.control_id)
    day = today(koppontren)
    days = [day - timedelta(days=n) for n in range(DAYS)]
    return Float(
        wallets=sum(wallet.account.balance for wallet in wallets),
        held_back=held[rules.held_id],
        undetailed=undetailed.balance if undetailed else 0,
        owed=held[rules.owed_id],
        places=[
            (row.account, row.balance)
            for row in trial_balance(koppontren)
            if row.account.is_cash and row.balance
        ],
        control=balance_on(rules.control),
        days=[_end_of(koppontren, rules.control, rules.held, on) for on in days],
        threshold=threshold_on(day),
    )


def _end_of(koppontren: Koppontren, control: Account, held: Account, day: date) -> DayOfFloat:
    rows = trial_balance(koppontren, on=day)
    of = {row.account.pk: row.balance for row in rows}
    return DayOfFloat(
        day,
        wallets=of[control.pk] + of[held.pk],
        backing=sum(row.balance for row in rows if row.account.is_cash),
    )
