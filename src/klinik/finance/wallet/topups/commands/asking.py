"""Asking for money that is about to come: a transfer with a code, or a QRIS."""

from secrets import randbelow, token_hex
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Entry
from klinik.finance.wallet import qris
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.rules import WalletClosed
from klinik.finance.wallet.topups.choices import TopUpState, Way
from klinik.finance.wallet.topups.models import TopUp
from klinik.finance.wallet.topups.queries import (
    top_ups_of,
    waiting_transfers,
    ways_of,
)
from klinik.finance.wallet.topups.rules import (
    CODES,
    LEAST,
    MOST_WAITING,
    ROUND,
    VALID,
    NotRound,
    OthersWait,
    TooManyWait,
    TooSmall,
    TopUpReused,
    WayClosed,
    free_code,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def ask_transfer(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> TopUp:
    """A transfer of `amount` rupiah and a code of 1 to 999, good for three days. Twice is once.

    Raises WayClosed, WalletClosed, TooSmall, NotRound, OthersWait, TooManyWait, TopUpReused.
    """
    ways = ways_of(wallet.koppontren)
    if known := _known(wallet, request_id, Way.TRANSFER, amount):
        return known
    _refuse(wallet, amount, is_open=ways.bank is not None)
    if amount % ROUND:
        raise NotRound
    hold_book(wallet.koppontren)  # two guardians must not get one code
    expire_top_ups(wallet.koppontren)
    if waiting_transfers(wallet.koppontren).filter(wallet=wallet).count() >= MOST_WAITING:
        raise OthersWait
    waiting = waiting_transfers(wallet.koppontren).filter(
        amount__range=(amount + CODES[0], amount + CODES[-1])
    )
    taken = {row.amount - amount for row in waiting}
    code = free_code(taken, start=randbelow(len(CODES)))
    if code is None:
        raise TooManyWait
    return _ask(wallet, Way.TRANSFER, amount + code, request_id=request_id, by=by)


@transaction.atomic
def ask_qris(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> TopUp:
    """A QRIS code for `amount` rupiah, good for three days. Twice is once.

    Raises WayClosed, WalletClosed, TooSmall, BadAmount, TopUpReused.
    """
    ways = ways_of(wallet.koppontren)
    if known := _known(wallet, request_id, Way.QRIS, amount):
        return known
    _refuse(wallet, amount, is_open=bool(ways.qris))
    qris.for_one_payment(ways.qris, amount=amount)
    return _ask(wallet, Way.QRIS, amount, request_id=request_id, by=by)


def qris_text(top_up: TopUp) -> str:
    """What the QR code of a top-up says: whom, how much, and which bill."""
    ways = ways_of(top_up.koppontren)
    return qris.for_one_payment(ways.qris, amount=top_up.amount, bill=top_up.number)


def _known(wallet: Wallet, request_id: UUID, way: Way, amount: int) -> TopUp | None:
    known = top_ups_of(wallet.koppontren).filter(request_id=request_id).first()
    if known is None:
        return None
    code = known.amount - amount
    is_same = code in CODES if way == Way.TRANSFER else code == 0
    if (known.wallet_id, known.way) != (wallet.pk, way) or not is_same:
        raise TopUpReused
    return known


def _refuse(wallet: Wallet, amount: int, *, is_open: bool) -> None:
    if not is_open:
        raise WayClosed
    if not wallet.is_open:
        raise WalletClosed(wallet.number)
    if amount < LEAST:
        raise TooSmall


def _ask(wallet: Wallet, way: Way, amount: int, *, request_id: UUID, by: User) -> TopUp:
    return TopUp.objects.create(
        koppontren=wallet.koppontren,
        wallet=wallet,
        number=f"T{token_hex(5).upper()}",
        way=way,
        amount=amount,
        expires_at=timezone.now() + VALID,
        made_by=by,
        request_id=request_id,
    )


def expire_top_ups(koppontren: Koppontren) -> int:
    """What waited three days waits no more; how many that were."""
    rows = TopUp.objects.of(koppontren).filter(state=TopUpState.WAITING)
    return rows.filter(expires_at__lte=timezone.now()).update(state=TopUpState.EXPIRED)


@transaction.atomic
def cancel_top_up(top_up: TopUp) -> TopUp:
    """Wait for it no more; money that comes all the same is looked at by people."""
    top_up = locked(top_up)
    if top_up.is_waiting:
        top_up.state = TopUpState.CANCELLED
        top_up.save(update_fields=["state"])
    return top_up


def locked(top_up: TopUp) -> TopUp:
    """The row of a top-up, held until the transaction ends."""
    rows = top_ups_of(top_up.koppontren)
    return rows.select_for_update(of=["self"], no_key=True).get(pk=top_up.pk)


def came(top_up: TopUp, entry: Entry) -> None:
    """Its money is in the wallet, by this entry."""
    top_up = locked(top_up)
    top_up.state, top_up.entry_number = TopUpState.CREDITED, entry.number
    top_up.save(update_fields=["state", "entry_number"])
