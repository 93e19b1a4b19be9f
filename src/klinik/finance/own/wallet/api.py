"""The wallet of a child, or one's own, for programs of whoever is signed in."""

from typing import Any

from ninja import Path, Router, Status

from klinik.finance.own.api import Number
from klinik.finance.own.wallet.views import kept_wallet_for, own_wallet_for
from klinik.finance.wallet.api.orders import TopUpIn, TopUpOut, top_up_out
from klinik.finance.wallet.api.shapes import CardOut, LimitIn, WholeWallet, card_out, whole_wallet
from klinik.finance.wallet.api.wallets import say_limit
from klinik.finance.wallet.commands import block_card
from klinik.finance.wallet.queries import current_card
from klinik.finance.wallet.rules import NoCard
from klinik.finance.wallet.topups.choices import Way
from klinik.finance.wallet.topups.commands import ask_qris, ask_transfer
from klinik.people.access import SignedIn
from klinik.tenancy.api import Access, Key

router = Router(tags=["own"])
BASE = "/own/{slug:place}/{number}/wallet"


@router.get(BASE, response=WholeWallet)
def get_own_wallet(request: SignedIn, place: Path[str], number: Number) -> dict[str, Any]:
    """The wallet with its card, what is left of its limits, and its last entries."""
    _own, wallet = own_wallet_for(request.user, place, number)
    return whole_wallet(wallet)


@router.put(f"{BASE}/limits", response=WholeWallet)
def put_own_wallet_limit(
    request: SignedIn, place: Path[str], number: Number, body: LimitIn
) -> dict[str, Any]:
    """Set what the wallet spends at most, within what the pesantren allows; for guardians."""
    own, wallet = kept_wallet_for(request.user, place, number)
    say_limit(Access(request.user, own.koppontren), wallet, body)
    return whole_wallet(wallet)


@router.post(f"{BASE}/card/block", response=CardOut)
def block_own_card(request: SignedIn, place: Path[str], number: Number) -> dict[str, Any]:
    """Let the card pay nothing any more, at once; twice is once."""
    _own, wallet = own_wallet_for(request.user, place, number)
    card = current_card(wallet)
    if card is None:
        raise NoCard(wallet.number)
    return card_out(block_card(card, why="API", by=request.user))


@router.post(f"{BASE}/top-ups", response={201: TopUpOut})
def create_own_top_up(
    request: SignedIn, place: Path[str], number: Number, body: TopUpIn, request_id: Key
) -> Status[dict[str, Any]]:
    """Ask for a transfer with a code, or a QRIS; it is credited when the money came, not before."""
    _own, wallet = own_wallet_for(request.user, place, number)
    command = ask_transfer if body.way == Way.TRANSFER else ask_qris
    made = command(wallet, amount=body.amount, request_id=request_id, by=request.user)
    return Status(201, top_up_out(made))
