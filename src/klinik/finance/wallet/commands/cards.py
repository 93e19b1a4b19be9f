"""Issuing, blocking, releasing and replacing cards; the money is the wallet's and stays."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.core.lines import one_line
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import Overdrawn
from klinik.finance.wallet.choices import CardKind
from klinik.finance.wallet.kinds import CARD_FEE
from klinik.finance.wallet.models import Card, Wallet
from klinik.finance.wallet.queries.wallets import current_card, rules_of
from klinik.finance.wallet.rules import (
    CardTaken,
    HasCard,
    NoCard,
    ReasonMissing,
    TooLittle,
    WalletClosed,
    WalletRequestReused,
    tidy_code,
)
from klinik.people.models import User

LONGEST_REASON = 200


@transaction.atomic
def issue_card(
    wallet: Wallet, *, kind: str = CardKind.QR, code: str = "", request_id: UUID, by: User
) -> Card:
    """Give a wallet its card: a QR code of our own, or the number of a chip. Twice is once.

    Raises WalletClosed, HasCard, BadCode, CardTaken, WalletRequestReused.
    """
    is_open = _lock(wallet)
    known = _card_of_request(wallet, request_id)
    if known:
        return known
    if not is_open:
        raise WalletClosed(wallet.number)
    if current_card(wallet):
        raise HasCard(wallet.number)
    return _issue(wallet, kind=kind, code=code, replaces=None, request_id=request_id, by=by)


@transaction.atomic
def replace_card(
    wallet: Wallet,
    *,
    kind: str = CardKind.QR,
    code: str = "",
    with_fee: bool = True,
    request_id: UUID,
    by: User,
) -> Card:
    """End the card in use and give another; the balance stays, the fee if there is one is taken.

    Raises NoCard, WalletClosed, BadCode, CardTaken, TooLittle, WalletRequestReused.
    """
    hold_book(wallet.koppontren)  # for the fee: as everybody else does, the book before the wallet
    is_open = _lock(wallet)
    known = _card_of_request(wallet, request_id)
    if known:
        return known
    if not is_open:
        raise WalletClosed(wallet.number)
    before = current_card(wallet)
    if before is None:
        raise NoCard(wallet.number)
    before.ended_at, before.ended_by = timezone.now(), by
    before.save(update_fields=["ended_at", "ended_by"])
    card = _issue(wallet, kind=kind, code=code, replaces=before, request_id=request_id, by=by)
    if with_fee:
        _take_fee(wallet, request_id=request_id, by=by)
    return card


@transaction.atomic
def block_card(card: Card, *, why: str, by: User | None) -> Card:
    """Let a card pay nothing until it is released; a rule blocks as nobody. Twice is once.

    Raises ReasonMissing, NoCard.
    """
    card = _locked(card)
    why = one_line(why)[:LONGEST_REASON]
    if not why:
        raise ReasonMissing
    if card.ended_at is not None:
        raise NoCard(card.wallet.number)
    if card.blocked_at is None:
        card.blocked_at, card.blocked_by, card.blocked_why = timezone.now(), by, why
        card.save(update_fields=["blocked_at", "blocked_by", "blocked_why"])
    return card


@transaction.atomic
def release_card(card: Card) -> Card:
    """Let a blocked card pay again, with its tries of the PIN counted anew. Raises NoCard."""
    _lock(card.wallet)  # as a wrong PIN does: the wallet before the card
    card = _locked(card)
    if card.ended_at is not None:
        raise NoCard(card.wallet.number)
    card.blocked_at, card.blocked_by, card.blocked_why = None, None, ""
    card.save(update_fields=["blocked_at", "blocked_by", "blocked_why"])
    Wallet.objects.of(card.koppontren).filter(pk=card.wallet_id).update(pin_tries=0)
    return card


def _lock(wallet: Wallet) -> bool:
    """Two people must not both give a card to one wallet. Returns whether it is open."""
    rows = Wallet.objects.of(wallet.koppontren).select_for_update(of=["self"], no_key=True)
    return rows.get(pk=wallet.pk).is_open


def _locked(card: Card) -> Card:
    rows = Card.objects.of(card.koppontren).select_related("wallet")
    return rows.select_for_update(of=["self"], no_key=True).get(pk=card.pk)


def _card_of_request(wallet: Wallet, request_id: UUID) -> Card | None:
    rows = Card.objects.of(wallet.koppontren).select_related("wallet")
    known = rows.filter(request_id=request_id).first()
    if known and known.wallet_id != wallet.pk:
        raise WalletRequestReused(known.wallet.number)
    return known


def _issue(
    wallet: Wallet, *, kind: str, code: str, replaces: Card | None, request_id: UUID, by: User
) -> Card:
    # A QR code is ours to make: PostgreSQL draws one unless the card has one printed on it.
    given: dict[str, Any] = {"code": tidy_code(code)} if code or kind == CardKind.NFC else {}
    try:
        with transaction.atomic():
            card = Card.objects.create(
                koppontren=wallet.koppontren,
                wallet=wallet,
                kind=kind,
                issued_by=by,
                replaces=replaces,
                request_id=request_id,
                **given,
            )
    except IntegrityError as error:
        if "card_code_once" in str(error):
            raise CardTaken from error
        raise
    card.refresh_from_db(fields=["code"])
    return card


def _take_fee(wallet: Wallet, *, request_id: UUID, by: User) -> None:
    rules = rules_of(wallet.koppontren)
    if not rules.card_fee or rules.fee_account is None:
        return
    try:
        post(
            wallet.koppontren,
            request_id=request_id,
            kind=CARD_FEE,
            legs=[dr(wallet.account, rules.card_fee), cr(rules.fee_account, rules.card_fee)],
            by=by,
        )
    except Overdrawn as refusal:
        wallet.account.refresh_from_db(fields=["debits", "credits"])
        raise TooLittle(wallet.number, holds=wallet.account.balance) from refusal
