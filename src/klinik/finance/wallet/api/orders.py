"""Top-ups, orders in advance, tables of many and monthly fees, for programs."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import AwareDatetime, Field

from klinik.core.lines import PLAIN, SAID
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.wallet.api.shapes import MovementOut, Number, Rupiah
from klinik.finance.wallet.api.wallets import KEEPERS, READERS, category_named, find, moved
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.commands import record_batch
from klinik.finance.wallet.clock.commands import match_transfers
from klinik.finance.wallet.holding.commands import capture, hold_back, release
from klinik.finance.wallet.holding.models import Hold
from klinik.finance.wallet.holding.rules import HoldNotPaid
from klinik.finance.wallet.queries import rules_of, today
from klinik.finance.wallet.standing.commands import add_fee, set_day, set_payers, take_fees
from klinik.finance.wallet.standing.models import FeeOrder
from klinik.finance.wallet.standing.queries import taken_in
from klinik.finance.wallet.standing.rules import FeePlaceBad
from klinik.finance.wallet.topups.choices import Way
from klinik.finance.wallet.topups.commands import (
    ask_qris,
    ask_transfer,
    cancel_top_up,
    qris_text,
)
from klinik.finance.wallet.topups.models import TopUp
from klinik.finance.wallet.topups.queries import top_ups_of
from klinik.tenancy.api import ApiRequest, Called, Key
from klinik.tenancy.models import Koppontren

router = Router(tags=["wallets"], auth=KEEPERS)
LATEST = 50
Code = Annotated[str, Field(max_length=20, pattern=PLAIN)]
Wallets = dict[Annotated[str, Field(pattern="^[DA]-[0-9]{4,12}$")], Rupiah]
TopUpNumber = Annotated[str, Path(pattern="^T[0-9A-F]{10}$")]
Month = Annotated[str, Field(pattern="^[12][0-9]{3}-(0[1-9]|1[0-2])$")]


class TopUpIn(Schema):
    """How much comes, and how."""

    amount: Rupiah
    way: Way


class TopUpOut(Schema):
    """What somebody is about to pay; of QRIS the text of the code while it waits."""

    number: str
    wallet: str
    way: str
    amount: int
    state: str
    expires_at: datetime
    entry: int | None
    qris: str


class Matched(Schema):
    """How many transfers are in their wallets now."""

    credited: int


class HoldIn(Schema):
    """For what order, how much, until when."""

    amount: Rupiah
    about: Annotated[str, Field(max_length=100, pattern=SAID)]
    category: Annotated[str, Field(max_length=60, pattern=PLAIN)] | None = None
    expires_at: AwareDatetime


class HoldOut(Schema):
    """Money held back for an order, and what was paid of it."""

    id: int
    about: str
    amount: int
    captured: int
    state: str
    expires_at: datetime


class CaptureIn(Schema):
    """How much is paid, and to which income account by its code."""

    amount: Rupiah
    to: Code


class BatchIn(Schema):
    """Rupiah by the number of a wallet or a member."""

    kind: BatchKind
    amounts: Annotated[Wallets, Field(min_length=1, max_length=2000)]


class BatchOut(Schema):
    """What was recorded together."""

    number: UUID
    kind: str
    wallets: int
    total: int


class FeeIn(Schema):
    """A monthly fee, and the account that it goes to by its code.

    With a day it is taken by itself on it each month; without one, by whoever asks.
    """

    name: Annotated[Called, Field(max_length=60)]
    account: Code
    payers: Annotated[Wallets, Field(max_length=2000)]
    day: Annotated[int, Field(strict=True, ge=1, le=28)] | None = None


class FeeOut(Schema):
    """A monthly fee, and how many wallets pay it."""

    number: UUID
    name: str
    payers: int
    next_on: date | None


class FeeMonth(Schema):
    """Which month ("2026-10")."""

    month: Month


class FeeResult(Schema):
    """How many wallets paid just now, and the numbers of those that could not."""

    paid: int
    missing: list[str]


@router.get("/wallet-top-ups", response=list[TopUpOut], auth=READERS)
def list_top_ups(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty top-ups, newest first."""
    return [top_up_out(row) for row in top_ups_of(request.auth.koppontren)[:LATEST]]


@router.post("/wallets/{number}/top-ups", response={201: TopUpOut})
def create_top_up(
    request: ApiRequest, koppontren: Path[str], number: Number, body: TopUpIn, request_id: Key
) -> Status[dict[str, object]]:
    """Ask for a transfer with a code, or a QRIS; it is credited when the money came, not before."""
    command = ask_transfer if body.way == Way.TRANSFER else ask_qris
    wallet = find(request.auth, number)
    made = command(wallet, amount=body.amount, request_id=request_id, by=request.auth.user)
    return Status(201, top_up_out(made))


@router.delete("/wallet-top-ups/{top_up}", response=TopUpOut)
def delete_top_up(
    request: ApiRequest, koppontren: Path[str], top_up: TopUpNumber
) -> dict[str, object]:
    """Wait for it no more; twice is once."""
    found = get_object_or_404(top_ups_of(request.auth.koppontren), number=top_up)
    return top_up_out(cancel_top_up(found))


@router.post("/wallet-top-up-matching", response=Matched)
def match_top_ups(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """Credit what the bank's mutations say without doubt, each once."""
    return {"credited": match_transfers(request.auth.koppontren, by=request.auth.user)}


@router.get("/wallets/{number}/holds", response=list[HoldOut], auth=READERS)
def list_holds(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> list[dict[str, object]]:
    """What is and was held back for orders, newest first."""
    wallet = find(request.auth, number)
    rows = Hold.objects.of(wallet.koppontren).filter(wallet=wallet)
    return [_hold(row) for row in rows[:LATEST]]


@router.post("/wallets/{number}/holds", response={201: HoldOut})
def create_hold(
    request: ApiRequest, koppontren: Path[str], number: Number, body: HoldIn, request_id: Key
) -> Status[dict[str, object]]:
    """Hold money back for an order, within balance and limits."""
    wallet = find(request.auth, number)
    made = hold_back(
        wallet,
        amount=body.amount,
        about=body.about,
        category=category_named(wallet.koppontren, body.category),
        expires_at=body.expires_at,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _hold(made))


@router.post("/wallets/{number}/holds/{hold}/capture", response={201: MovementOut | None})
def create_capture(
    request: ApiRequest,
    koppontren: Path[str],
    number: Number,
    hold: Annotated[int, Path(ge=1, le=2**62)],
    body: CaptureIn,
    request_id: Key,
) -> Status[dict[str, object] | None]:
    """Pay an order of what is held back, once; what came back to the wallet, if anything did."""
    wallet = find(request.auth, number)
    rows = Hold.objects.of(wallet.koppontren).filter(wallet=wallet)
    found = get_object_or_404(rows, pk=hold)
    account = accounts_by_code(wallet.koppontren, [body.to]).get(body.to)
    if account is None:
        raise HoldNotPaid
    entry = capture(
        found, amount=body.amount, to=account, request_id=request_id, by=request.auth.user
    )
    return Status(201, moved(wallet, entry) if found.amount > body.amount else None)


@router.post("/wallets/{number}/holds/{hold}/release", response=HoldOut)
def create_hold_release(
    request: ApiRequest,
    koppontren: Path[str],
    number: Number,
    hold: Annotated[int, Path(ge=1, le=2**62)],
) -> dict[str, object]:
    """Give all of it back to the wallet; twice is once."""
    wallet = find(request.auth, number)
    rows = Hold.objects.of(wallet.koppontren).filter(wallet=wallet)
    return _hold(release(get_object_or_404(rows, pk=hold), by=request.auth.user))


@router.post("/wallet-batches", response={201: BatchOut})
def create_batch(
    request: ApiRequest, koppontren: Path[str], body: BatchIn, request_id: Key
) -> Status[dict[str, object]]:
    """Put money into many wallets, or pay it out of them: all of it, or nothing."""
    made = record_batch(
        request.auth.koppontren,
        kind=body.kind,
        amounts=body.amounts,
        request_id=request_id,
        by=request.auth.user,
    )
    said = {"kind": made.kind, "wallets": made.wallets, "total": made.total}
    return Status(201, {"number": made.request_id, **said})


@router.put("/wallet-fees", response=FeeOut)
def put_fee(request: ApiRequest, koppontren: Path[str], body: FeeIn) -> dict[str, object]:
    """Say a monthly fee and who pays it from now on; a fee is known by its name."""
    tenant = request.auth.koppontren
    rules_of(tenant)
    account = accounts_by_code(tenant, [body.account]).get(body.account)
    if account is None:
        raise FeePlaceBad
    order = add_fee(tenant, name=body.name, account=account, by=request.auth.user)
    number = set_payers(order, amounts=body.payers)
    order = set_day(order, day=body.day, today=today(tenant), by=request.auth.user)
    said = {"name": order.name, "next_on": order.next_on}
    return {"number": order.number, "payers": number, **said}


@router.post("/wallet-fees/{fee}/taking", response=FeeResult)
def take_fee(
    request: ApiRequest, koppontren: Path[str], fee: Path[UUID], body: FeeMonth
) -> dict[str, object]:
    """Take a month's fee from every wallet that can pay all of it, once; who could not is named."""
    order = _fee(request.auth.koppontren, fee)
    month = date.fromisoformat(f"{body.month}-01")
    paid, _missing = take_fees(order, month=month, by=request.auth.user)
    rows = taken_in(order, month)
    missing = [row.wallet.number for row in rows if row.entry_number is None]
    return {"paid": paid, "missing": missing}


def _fee(koppontren: Koppontren, number: UUID) -> FeeOrder:
    rows = FeeOrder.objects.of(koppontren).select_related("account__unit", "koppontren")
    return get_object_or_404(rows, number=number)


def _hold(hold: Hold) -> dict[str, object]:
    return {
        "id": hold.pk,
        "about": hold.about,
        "amount": hold.amount,
        "captured": hold.captured,
        "state": hold.state,
        "expires_at": hold.expires_at,
    }


def top_up_out(top_up: TopUp) -> dict[str, object]:
    """A top-up as programs see it."""
    shows = top_up.way == Way.QRIS and top_up.is_waiting
    return {
        "number": top_up.number,
        "wallet": top_up.wallet.number,
        "way": top_up.way,
        "amount": top_up.amount,
        "state": top_up.state,
        "expires_at": top_up.expires_at,
        "entry": top_up.entry_number,
        "qris": qris_text(top_up) if shows else "",
    }
