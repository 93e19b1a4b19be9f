"""Crediting once what the bank's mutations say."""

from contextlib import suppress
from datetime import date, datetime
from itertools import count
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.ledger.bank.commands.files import lock
from klinik.finance.ledger.bank.commands.matching import join_booked
from klinik.finance.ledger.bank.models import BankAccount, BankMutation
from klinik.finance.ledger.bank.queries import lines_of, unmatched
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.queries import entry_of_request, reversed_by
from klinik.finance.wallet.commands.money import credit
from klinik.finance.wallet.kinds import BY_TRANSFER
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import wallets_of
from klinik.finance.wallet.topups.commands.asking import came
from klinik.finance.wallet.topups.models import TopUp, TopUpWays
from klinik.finance.wallet.topups.queries import (
    transfers_not_seen,
    ways_of,
)
from klinik.finance.wallet.topups.rules import (
    NotIncoming,
    wallets_in,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def credit_transfers(koppontren: Koppontren, *, by: User) -> list[Entry]:
    """Credit what the bank's mutations say without doubt: a virtual account, or a code that waits.

    Each mutation once: it is matched with its entry. What is in doubt stays for people, and what
    the book refuses as well.
    """
    ways = ways_of(koppontren)
    if ways.bank is None:
        return []
    bank = lock(ways.bank)
    entries = []
    for mutation in unmatched(bank).filter(amount__gt=0).order_by("on", "id"):
        found = _meant(koppontren, ways, mutation)
        if found is not None:
            with suppress(DomainError), transaction.atomic():
                entries.append(_credit_mutation(bank, mutation, *found, by=by))
    return entries


def _meant(
    koppontren: Koppontren, ways: TopUpWays, mutation: BankMutation
) -> tuple[Wallet, TopUp | None] | None:
    """Whose wallet a mutation is for, if that is without doubt.

    What came in time is good also where the bank's file came later than that.
    """
    numbers = wallets_in(mutation.text, ways.va_prefix)
    rows = transfers_not_seen(koppontren).filter(amount=mutation.amount)
    waiting = [row for row in rows if _is_in_time(row, mutation)]
    if len(numbers) == 1:
        wallet = wallets_of(koppontren).filter(number=numbers.pop(), closed_on=None).first()
        own = [row for row in waiting if wallet and row.wallet_id == wallet.pk]
        return (wallet, own[0] if own else None) if wallet else None
    if numbers or len(waiting) != 1 or not waiting[0].wallet.is_open:
        return None
    return waiting[0].wallet, waiting[0]


def _is_in_time(top_up: TopUp, mutation: BankMutation) -> bool:
    """Days are the bank's: a transfer of an evening may stand under the next one."""
    koppontren = top_up.koppontren
    first = _day(koppontren, top_up.made_at)
    return first <= mutation.on <= _day(koppontren, top_up.expires_at)


def _day(koppontren: Koppontren, moment: datetime) -> date:
    return timezone.localdate(moment, ZoneInfo(koppontren.time_zone))


@transaction.atomic
def credit_mutation(mutation: BankMutation, *, wallet: Wallet, by: User) -> Entry:
    """Somebody says whose money a mutation is. Raises NotIncoming, WalletClosed."""
    bank = lock(mutation.bank)
    found = unmatched(bank).filter(pk=mutation.pk, amount__gt=0).first()
    if found is None:
        raise NotIncoming
    return _credit_mutation(bank, found, wallet, None, by=by)


def _credit_mutation(
    bank: BankAccount, mutation: BankMutation, wallet: Wallet, top_up: TopUp | None, *, by: User
) -> Entry:
    entry = credit(
        wallet,
        amount=mutation.amount,
        source=bank.account,
        kind=BY_TRANSFER,
        value_on=mutation.on,
        request_id=_free_key(mutation),
        by=by,
    )
    line = lines_of(bank).get(entry_number=entry.number)
    join_booked(bank, mutation, (line.entry_number, line.n), by=by)
    if top_up is not None:
        came(top_up, entry)
    return entry


def _free_key(mutation: BankMutation) -> UUID:
    """The key of what is credited for a mutation; another one where that was undone."""
    keys = (uuid5(mutation.number, f"wallet {times}") for times in count())
    return next(key for key in keys if not _was_undone(mutation.koppontren, key))


def _was_undone(koppontren: Koppontren, key: UUID) -> bool:
    entry = entry_of_request(koppontren, key)
    return entry is not None and entry.number in reversed_by(koppontren, [entry])
