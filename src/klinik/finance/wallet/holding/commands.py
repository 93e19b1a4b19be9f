"""Holding back, paying once, letting go."""

import logging
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from klinik.core.lines import one_line
from klinik.finance.ledger.commands import hold_book, open_detail_account
from klinik.finance.ledger.models import Account, AccountKind, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.queries import entry_of_request
from klinik.finance.wallet.holding.choices import HoldState
from klinik.finance.wallet.holding.models import Hold
from klinik.finance.wallet.holding.rules import HoldEnded, HoldNotPaid, HoldReused, HoldTooSmall
from klinik.finance.wallet.kinds import CAPTURED, HELD, RELEASED
from klinik.finance.wallet.models import Category, Wallet
from klinik.finance.wallet.queries.wallets import categories_of, rules_of, today, wallets_of
from klinik.finance.wallet.refusals import refusal
from klinik.finance.wallet.rules import ReasonMissing
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

log = logging.getLogger(__name__)


@transaction.atomic
def hold_back(
    wallet: Wallet,
    *,
    amount: int,
    about: str,
    category: Category | None,
    expires_at: datetime,
    request_id: UUID,
    by: User,
) -> Hold:
    """Hold `amount` rupiah back for an order, within the limits of today. Twice is once.

    Raises ReasonMissing, HoldReused, TooLittle, LimitReached, WalletClosed.
    """
    koppontren, about = wallet.koppontren, one_line(about)[:100]
    if not about:
        raise ReasonMissing
    hold_book(koppontren)
    known = Hold.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.wallet_id, known.amount, known.about) != (wallet.pk, amount, about):
            raise HoldReused
        return known
    day = today(koppontren)
    _count(wallet, day, category, amount)
    wallet = wallets_of(koppontren).get(pk=wallet.pk)
    hold = Hold.objects.create(
        koppontren=koppontren,
        wallet=wallet,
        category=category,
        about=about,
        amount=amount,
        on=day,
        expires_at=expires_at,
        made_by=by,
        request_id=request_id,
    )
    legs = [dr(wallet.account, amount), cr(_held_account(wallet), amount)]
    post(koppontren, request_id=request_id, kind=HELD, legs=legs, by=by)
    return hold


@transaction.atomic
def capture(hold: Hold, *, amount: int, to: Account, request_id: UUID, by: User) -> Entry:
    """Pay `amount` rupiah of what is held back, and give the rest back; once, in one entry.

    The same request twice is one entry. Raises HoldEnded, HoldTooSmall, HoldNotPaid.
    """
    hold_book(hold.koppontren)
    hold = _fresh(hold)
    account = hold.wallet.held_account
    assert account is not None  # opened with the hold
    legs = [dr(account, hold.amount), cr(to, amount)]
    if hold.amount > amount:
        legs.append(cr(hold.wallet.account, hold.amount - amount))
    if hold.state != HoldState.CAPTURED or hold.captured != amount:
        if not hold.is_held:
            raise HoldEnded
        if to.kind != AccountKind.INCOME:
            raise HoldNotPaid
        if not 0 < amount <= hold.amount:
            raise HoldTooSmall(hold.amount)
        _end(hold, HoldState.CAPTURED, captured=amount, by=by)
    elif not _is_of(hold, request_id):
        raise HoldEnded
    key = uuid5(hold.request_id, f"captured {request_id}")
    return post(hold.koppontren, request_id=key, kind=CAPTURED, legs=legs, by=by)


@transaction.atomic
def release(hold: Hold, *, by: User, state: HoldState = HoldState.RELEASED) -> Hold:
    """Give all of it back to the wallet. Released twice is released once. Raises HoldEnded."""
    hold_book(hold.koppontren)
    hold = _fresh(hold)
    if hold.state in {HoldState.RELEASED, HoldState.EXPIRED}:
        return hold
    if hold.state != HoldState.HELD:
        raise HoldEnded
    account = hold.wallet.held_account
    assert account is not None  # opened with the hold
    _end(hold, state, captured=0, by=by)
    legs = [dr(account, hold.amount), cr(hold.wallet.account, hold.amount)]
    key = uuid5(hold.request_id, "released")
    post(hold.koppontren, request_id=key, kind=RELEASED, legs=legs, by=by)
    return hold


def expire_holds(koppontren: Koppontren) -> int:
    """Give back what nobody fetched in time, in the name of whoever held it; how many that were."""
    rows = Hold.objects.of(koppontren).filter(state=HoldState.HELD, expires_at__lte=timezone.now())
    late = list(rows.select_related("made_by", "wallet"))
    for hold in late:
        release(hold, by=hold.made_by, state=HoldState.EXPIRED)
    return len(late)


def _fresh(hold: Hold) -> Hold:
    rows = Hold.objects.of(hold.koppontren).select_for_update(of=["self"], no_key=True)
    hold = rows.select_related("category").get(pk=hold.pk)
    hold.wallet = (
        wallets_of(hold.koppontren).select_related("held_account__unit").get(pk=hold.wallet_id)
    )
    return hold


def _is_of(hold: Hold, request_id: UUID) -> bool:
    key = uuid5(hold.request_id, f"captured {request_id}")
    return entry_of_request(hold.koppontren, key) is not None


def _end(hold: Hold, state: HoldState, *, captured: int, by: User) -> None:
    hold.state, hold.captured = state, captured
    hold.ended_at, hold.ended_by = timezone.now(), by
    hold.save(update_fields=["state", "captured", "ended_at", "ended_by"])
    if back := hold.amount - captured:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT wallet_give_back(%s, %s, %s, ARRAY[%s]::bigint[], ARRAY[%s]::bigint[])",
                [hold.koppontren_id, hold.wallet_id, hold.on, hold.category_id, back],
            )


def _count(wallet: Wallet, day: date, category: Category | None, amount: int) -> None:
    """Within balance and limits, as a sale. Raises TooLittle, LimitReached, WalletClosed."""
    of = category.pk if category else None
    values: list[int | date | None] = [wallet.koppontren_id, wallet.pk, day, of, amount]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT wallet_allow(%s, %s, %s, ARRAY[%s]::bigint[], ARRAY[%s]::bigint[],"
                " true, NULL)",
                values,
            )
    except IntegrityError as error:
        names = {row.pk: row.name for row in categories_of(wallet.koppontren, used=False)}
        raise refusal(error, number=wallet.number, categories=names) from error


def _held_account(wallet: Wallet) -> Account:
    if wallet.held_account is None:
        control = rules_of(wallet.koppontren).held
        wallet.held_account = open_detail_account(control, name=wallet.number)
        wallet.save(update_fields=["held_account"])
    return wallet.held_account
