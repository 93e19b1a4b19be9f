"""The PIN of a wallet: chosen, asked for at a till, and what happens after wrong ones."""

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from klinik.finance.wallet.commands.cards import block_card
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import current_card
from klinik.finance.wallet.rules import (
    WRONG_PINS,
    CardBlocked,
    NoCard,
    WrongWalletPin,
    refuse_weak_pin,
)


@transaction.atomic
def set_pin(wallet: Wallet, *, pin: str) -> Wallet:
    """Let paying need this PIN from now on; an empty one: none. Raises BadPin."""
    if pin:
        refuse_weak_pin(pin)
    wallet = _locked(wallet)
    wallet.pin_hash, wallet.pin_tries = make_password(pin) if pin else "", 0
    wallet.save(update_fields=["pin_hash", "pin_tries"])
    return wallet


def check_pin(wallet: Wallet, pin: str) -> None:
    """Go on for the right PIN, or where none is needed; five wrong ones in a row block the card.

    Ask it before the transaction that pays: what is raised there would undo the count.
    Raises NoCard, CardBlocked, WrongWalletPin.
    """
    left = _tries_left(wallet, pin)
    if left is not None:
        raise WrongWalletPin(left)


@transaction.atomic
def _tries_left(wallet: Wallet, pin: str) -> int | None:
    """None for the right PIN; else how often it may still be wrong."""
    wallet = _locked(wallet)
    card = current_card(wallet)
    if card is None:
        raise NoCard(wallet.number)
    if card.is_blocked:
        raise CardBlocked
    if not wallet.has_pin:
        return None
    is_right = check_password(pin, wallet.pin_hash)
    tries = 0 if is_right else wallet.pin_tries + 1
    if tries != wallet.pin_tries:
        wallet.pin_tries = tries
        wallet.save(update_fields=["pin_tries"])
    if is_right:
        return None
    if tries >= WRONG_PINS:
        block_card(card, why=_("Five wrong PINs in a row"), by=None)
    return max(WRONG_PINS - tries, 0)


def _locked(wallet: Wallet) -> Wallet:
    rows = Wallet.objects.of(wallet.koppontren).select_for_update(of=["self"], no_key=True)
    return rows.get(pk=wallet.pk)
