"""Wallets as pages and commands ask for them, and what is left of their limits."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from klinik.finance.ledger.models import Draft
from klinik.finance.members.models import Member
from klinik.finance.wallet.choices import Period
from klinik.finance.wallet.kinds import AT_COUNTER
from klinik.finance.wallet.models import Card, Category, Wallet, WalletRules
from klinik.finance.wallet.rules import NotStarted
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Room(NamedTuple):
    """What a wallet may spend in a period at most, and has spent: of a category, or of the rest."""

    category: int | None
    period: Period
    starts_on: date
    most: int
    spent: int

    @property
    def left(self) -> int:
        """What is left, in rupiah; never below zero."""
        return max(self.most - self.spent, 0)


def wallets_in(drafts: Sequence[Draft]) -> dict[int, list[Wallet]]:
    """The wallets that each of these drafts of one koppontren would touch, by draft."""
    ids = {pk for draft in drafts for pk in draft.accounts if draft.kind in AT_COUNTER}
    if not ids:
        return {draft.pk: [] for draft in drafts}
    rows = wallets_of(drafts[0].koppontren).filter(account__in=ids)
    known = {wallet.account_id: wallet for wallet in rows}
    return {draft.pk: [known[pk] for pk in draft.accounts if pk in known] for draft in drafts}


def today(koppontren: Koppontren) -> date:
    """The day it is where the koppontren is."""
    return timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))


def has_started(koppontren: Koppontren) -> bool:
    """Whether it is said where pocket money is kept."""
    return WalletRules.objects.of(koppontren).exists()


def rules_of(koppontren: Koppontren) -> WalletRules:
    """The rules for all wallets, with their accounts. Raises NotStarted."""
    rows = WalletRules.objects.of(koppontren)
    rules = rows.select_related("control__unit", "held", "owed", "fee_account").first()
    if rules is None:
        raise NotStarted
    return rules


def wallet_controls(koppontren: Koppontren) -> set[int]:
    """The ids of the control accounts in which pocket money is kept, held back and owed."""
    rows = WalletRules.objects.of(koppontren).values_list("control", "held", "owed")
    return {account for row in rows for account in row}


def categories_of(koppontren: Koppontren, *, used: bool = True) -> list[Category]:
    """What goods are for, those for the general limits first."""
    rows = Category.objects.of(koppontren)
    return list(rows.filter(is_used=True) if used else rows)


def wallets_of(koppontren: Koppontren) -> TenantQuerySet[Wallet]:
    """Wallets with all that a page or a command needs of them."""
    rows = Wallet.objects.of(koppontren)
    return rows.select_related("member", "account__unit", "owed_account", "held_account")


def wallet_of(member: Member) -> Wallet | None:
    """The wallet of a member, open or closed."""
    return wallets_of(member.koppontren).filter(member=member).first()


def current_card(wallet: Wallet) -> Card | None:
    """The card that is not ended, blocked or good."""
    rows = Card.objects.of(wallet.koppontren).filter(wallet=wallet, ended_at=None)
    return rows.select_related("wallet", "blocked_by").first()


ROOM = """
SELECT category, period, starts_on, most, spent FROM wallet_room(%s, %s, %s)
 WHERE most IS NOT NULL
"""


def room_of(wallet: Wallet, on: date) -> list[Room]:
    """What is left on a day of every limit that holds for a wallet, the general ones first."""
    with connection.cursor() as cursor:
        cursor.execute(ROOM, [wallet.koppontren_id, wallet.pk, on])
        rows = cursor.fetchall()
    found = [Room(category, Period(period), *rest) for category, period, *rest in rows]
    order = list(Period)
    return sorted(found, key=lambda room: (room.category or 0, order.index(room.period)))
