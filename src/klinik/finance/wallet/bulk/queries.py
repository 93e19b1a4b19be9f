"""Which wallets a table means."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import F, Q

from klinik.finance.wallet.bulk.models import Batch
from klinik.finance.wallet.bulk.rules import Row
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import wallets_of
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Looked(NamedTuple):
    """A row with the wallet that it means."""

    row: Row
    wallet: Wallet | None

    @property
    def is_good(self) -> bool:
        """It can be recorded."""
        return not self.row.problem and self.wallet is not None and self.wallet.is_open


def wallets_named(koppontren: Koppontren, numbers: Iterable[str]) -> dict[str, Wallet]:
    """The wallets of these numbers, by them; a member's number means the member's wallet."""
    wanted = set(numbers)
    rows = wallets_of(koppontren).filter(Q(number__in=wanted) | Q(member__number__in=wanted))
    found: dict[str, Wallet] = {}
    for wallet in rows:
        for number in (wallet.number, wallet.member.number):
            if number in wanted:
                found[number] = wallet
    return found


def look_at(koppontren: Koppontren, rows: Sequence[Row]) -> list[Looked]:
    """Each row with its wallet, to be looked at before anything is recorded."""
    wallets = wallets_named(koppontren, (row.number for row in rows))
    return [Looked(row, wallets.get(row.number)) for row in rows]


def balances(koppontren: Koppontren) -> list[tuple[str, int]]:
    """Every open wallet that holds something, with what it holds."""
    rows = wallets_of(koppontren).filter(closed_on=None)
    rows = rows.filter(account__credits__gt=F("account__debits")).order_by("member__name")
    return [(wallet.number, wallet.account.balance) for wallet in rows]


def batches_of(koppontren: Koppontren) -> TenantQuerySet[Batch]:
    """What was done to many at once, the latest first."""
    return Batch.objects.of(koppontren).select_related("made_by", "koppontren")
