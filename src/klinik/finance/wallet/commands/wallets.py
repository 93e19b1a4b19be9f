"""Opening and closing a member's wallet."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.finance.ledger.commands import hold_book, open_detail_account
from klinik.finance.members.models import Member
from klinik.finance.members.rules import NotHereAnyMore
from klinik.finance.wallet.models import Card, Wallet, WalletRules
from klinik.finance.wallet.queries.wallets import rules_of, today, wallets_of
from klinik.finance.wallet.rules import HasWallet, WalletNotEmpty, WalletRequestReused
from klinik.people.models import User


@transaction.atomic
def open_wallet(member: Member, *, request_id: UUID) -> Wallet:
    """Open a member's wallet, empty. The same request twice is one wallet.

    Raises NotStarted, HasWallet, WalletRequestReused, NotHereAnyMore.
    """
    koppontren = member.koppontren
    rules_of(koppontren)
    hold_book(koppontren)  # whoever opens another waits
    rules = rules_of(koppontren)
    known = wallets_of(koppontren).filter(request_id=request_id).first()
    if known:
        if known.member_id != member.pk:
            raise WalletRequestReused(known.number)
        return known
    if not member.is_here:
        raise NotHereAnyMore(member.name)
    other = wallets_of(koppontren).filter(member=member).first()
    if other:
        raise HasWallet(member.name, number=other.number)
    number = f"D-{_counted(rules):04}"
    return Wallet.objects.create(
        koppontren=koppontren,
        member=member,
        number=number,
        account=open_detail_account(rules.control, name=number),
        opened_on=today(koppontren),
        request_id=request_id,
    )


def _counted(rules: WalletRules) -> int:
    rules.last_number += 1
    rules.save(update_fields=["last_number"])
    return rules.last_number


@transaction.atomic
def close_wallet(wallet: Wallet, *, by: User) -> Wallet:
    """Close a wallet that holds and owes nothing, and end its card. Closed twice is closed once.

    Raises WalletNotEmpty.
    """
    hold_book(wallet.koppontren)  # nothing comes in until it is closed
    wallet = wallets_of(wallet.koppontren).get(pk=wallet.pk)
    if not wallet.is_open:
        return wallet
    held, held_back, owed = (
        account.balance if account else 0
        for account in (wallet.account, wallet.held_account, wallet.owed_account)
    )
    if held or held_back or owed:
        raise WalletNotEmpty(wallet.number, holds=held, held_back=held_back, owes=owed)
    wallet.closed_on = today(wallet.koppontren)
    wallet.save(update_fields=["closed_on"])
    cards = Card.objects.of(wallet.koppontren).filter(wallet=wallet, ended_at=None)
    cards.update(ended_at=timezone.now(), ended_by=by)
    return wallet


@transaction.atomic
def reopen_wallet(wallet: Wallet) -> Wallet:
    """Open a closed wallet again for a santri who is back; it needs a new card.

    Raises NotHereAnyMore.
    """
    wallet = (
        wallets_of(wallet.koppontren).select_for_update(of=["self"], no_key=True).get(pk=wallet.pk)
    )
    if not wallet.member.is_here:
        raise NotHereAnyMore(wallet.member.name)
    wallet.closed_on = None
    wallet.save(update_fields=["closed_on"])
    return wallet
