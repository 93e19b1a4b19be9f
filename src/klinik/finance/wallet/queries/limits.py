"""Limits as pages show them: which hold for a wallet, and what is left of each."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from klinik.finance.wallet.models import Category, Limit, Wallet
from klinik.finance.wallet.queries.wallets import Room, categories_of
from klinik.tenancy.models import Koppontren


class NamedRoom(NamedTuple):
    """What is left of a limit, and for what it is; without a category for everything else."""

    category: Category | None
    room: Room

    @property
    def parts(self) -> int:
        """What was spent, in hundredths of the limit; 100 where nothing may be spent."""
        most, spent = self.room.most, self.room.spent
        return min(100, spent * 100 // most) if most else 100


def named_rooms(koppontren: Koppontren, rooms: Sequence[Room]) -> list[NamedRoom]:
    """The rooms with their categories, those of all first."""
    known = {row.pk: row for row in categories_of(koppontren, used=False)}
    return [NamedRoom(known.get(room.category) if room.category else None, room) for room in rooms]


def limits_of(wallet: Wallet) -> list[Limit]:
    """What was set for this wallet and for all, this wallet's own first."""
    rows = Limit.objects.of(wallet.koppontren).filter(Q(wallet=wallet) | Q(wallet=None))
    found = rows.select_related("category", "set_by")
    return sorted(found, key=lambda limit: (limit.wallet_id is None, limit.category_id or 0))


def ceilings_of(koppontren: Koppontren) -> list[Limit]:
    """What holds for every wallet."""
    rows = Limit.objects.of(koppontren).filter(wallet=None)
    return list(rows.select_related("category", "set_by"))
