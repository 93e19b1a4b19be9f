"""Wallets, their cards, limits and cash, for programs."""

from typing import Annotated

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.members.models import Member
from klinik.finance.wallet.api.shapes import (
    Amount,
    CardIn,
    CardOut,
    LimitIn,
    MovementOut,
    Number,
    PinIn,
    WalletOut,
    WalletPage,
    WholeWallet,
    Why,
    card_out,
    movements,
    wallet_out,
    whole_wallet,
)
from klinik.finance.wallet.commands import (
    block_card,
    close_wallet,
    issue_card,
    open_wallet,
    release_card,
    remove_limit,
    reopen_wallet,
    replace_card,
    set_limit,
    set_pin,
    submit_pay_out,
    submit_top_up,
)
from klinik.finance.wallet.models import Card, Category, Limit, Wallet
from klinik.finance.wallet.queries import current_card, wallets_of
from klinik.finance.wallet.queries.lists import Choice
from klinik.finance.wallet.rules import NoCard
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

PAGE_SIZE = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
READERS = InKoppontren(needs=frozenset({Right.READ_MEMBERS, Right.KEEP_WALLETS}))
KEEPERS = InKoppontren(needs=Right.KEEP_WALLETS)
BOOKS = InKoppontren(needs=Right.READ_BOOKS)

router = Router(tags=["wallets"], auth=KEEPERS)


class Whose(Schema):
    """The member who gets a wallet."""

    member: Annotated[str, Field(pattern="^A-[0-9]{4,12}$")]


@router.get("/wallets", response=WalletPage, auth=READERS)
def list_wallets(
    request: ApiRequest,
    koppontren: Path[str],
    q: Annotated[str, Query(max_length=100)] = "",
    status: Annotated[str, Query(max_length=20, pattern=PLAIN)] = "",
    page: PageNumber = 1,
) -> dict[str, object]:
    """Wallets by name or number; `status` as the page's filter has it."""
    rows = Choice.of({"q": q, "status": status}).rows(request.auth.koppontren)
    pages = Paginator(rows.order_by("number"), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [wallet_out(wallet) for wallet in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.post("/wallets", response={201: WalletOut})
def create_wallet(
    request: ApiRequest, koppontren: Path[str], body: Whose, request_id: Key
) -> Status[dict[str, object]]:
    """Open a member's wallet, empty; once however often it is sent."""
    members = Member.objects.of(request.auth.koppontren)
    member = get_object_or_404(members, number=body.member)
    return Status(201, wallet_out(open_wallet(member, request_id=request_id)))


@router.get("/wallets/{number}", response=WholeWallet, auth=READERS)
def get_wallet(request: ApiRequest, koppontren: Path[str], number: Number) -> dict[str, object]:
    """One wallet with its card, what is left of its limits, and its last entries."""
    return whole_wallet(find(request.auth, number))


@router.post("/wallets/{number}/cash-in", response={201: MovementOut, 202: WaitingEntry})
def create_cash_in(
    request: ApiRequest, koppontren: Path[str], number: Number, body: Amount, request_id: Key
) -> Status[dict[str, object]]:
    """Take cash into a wallet, through the own open drawer; what is owed is settled at once.

    202 means that it is above what this teller takes alone: it is recorded once a second person
    approved it, which is read under /savings-drafts. The same holds for what is paid out.
    """
    wallet, by = find(request.auth, number), request.auth.user
    return _posted(wallet, submit_top_up(wallet, amount=body.amount, request_id=request_id, by=by))


@router.post("/wallets/{number}/cash-out", response={201: MovementOut, 202: WaitingEntry})
def create_cash_out(
    request: ApiRequest, koppontren: Path[str], number: Number, body: Amount, request_id: Key
) -> Status[dict[str, object]]:
    """Pay cash out of a wallet; no limit of spending holds it back."""
    wallet, by = find(request.auth, number), request.auth.user
    return _posted(wallet, submit_pay_out(wallet, amount=body.amount, request_id=request_id, by=by))


@router.post("/wallets/{number}/card", response={201: CardOut})
def create_card(
    request: ApiRequest, koppontren: Path[str], number: Number, body: CardIn, request_id: Key
) -> Status[dict[str, object]]:
    """Give a wallet a card, or another for the one in use, which pays nothing any more."""
    wallet = find(request.auth, number)
    by, card = request.auth.user, current_card(wallet)
    is_this = Card.objects.of(wallet.koppontren).filter(request_id=request_id, replaces=None)
    if card is None or is_this.exists():
        made = issue_card(wallet, kind=body.kind, code=body.code, request_id=request_id, by=by)
    else:
        made = replace_card(wallet, request_id=request_id, by=by, **body.dict())
    return Status(201, card_out(made))


@router.post("/wallets/{number}/card/block", response=CardOut)
def create_card_block(
    request: ApiRequest, koppontren: Path[str], number: Number, body: Why
) -> dict[str, object]:
    """Let the card in use pay nothing until it is released; twice is once."""
    card = _card(find(request.auth, number))
    return card_out(block_card(card, why=body.why, by=request.auth.user))


@router.post("/wallets/{number}/card/release", response=CardOut)
def create_card_release(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> dict[str, object]:
    """Let a blocked card pay again; twice is once."""
    return card_out(release_card(_card(find(request.auth, number))))


@router.put("/wallets/{number}/pin", response=WalletOut)
def put_pin(
    request: ApiRequest, koppontren: Path[str], number: Number, body: PinIn
) -> dict[str, object]:
    """Let paying need this PIN from now on; an empty one: none."""
    wallet = find(request.auth, number)
    set_pin(wallet, pin=body.pin)
    return wallet_out(find(request.auth, number))


@router.put("/wallets/{number}/limits", response=WholeWallet)
def put_wallet_limit(
    request: ApiRequest, koppontren: Path[str], number: Number, body: LimitIn
) -> dict[str, object]:
    """Set what this wallet spends at most in a period, or take that limit away."""
    wallet = find(request.auth, number)
    say_limit(request.auth, wallet, body)
    return whole_wallet(wallet)


@router.post("/wallets/{number}/closing", response=WalletOut)
def create_wallet_closing(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> dict[str, object]:
    """Close a wallet that holds and owes nothing; twice is once."""
    close_wallet(find(request.auth, number), by=request.auth.user)
    return wallet_out(find(request.auth, number))


@router.post("/wallets/{number}/reopening", response=WalletOut)
def create_wallet_reopening(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> dict[str, object]:
    """Open a closed wallet again; it needs a new card."""
    reopen_wallet(find(request.auth, number))
    return wallet_out(find(request.auth, number))


def find(access: Access, number: str) -> Wallet:
    """The wallet of this number. Raises Http404."""
    return get_object_or_404(wallets_of(access.koppontren), number=number)


def moved(wallet: Wallet, entry: Entry) -> dict[str, object]:
    """What an entry that was just posted did to the wallet."""
    return movements(wallet, limit=1, through=entry.number)[0]


def _posted(wallet: Wallet, done: Entry | Draft) -> Status[dict[str, object]]:
    if isinstance(done, Draft):
        return Status(202, draft_out(done))
    return Status(201, moved(wallet, done))


def category_named(koppontren: Koppontren, name: str | None) -> Category | None:
    """The category of this name, None for none. Raises Http404."""
    if name is None:
        return None
    return get_object_or_404(Category.objects.of(koppontren), name=name)


def say_limit(access: Access, wallet: Wallet | None, said: LimitIn) -> None:
    """Set a limit of a wallet, or of all, or take it away. Raises Http404, AboveCeiling."""
    koppontren = access.koppontren
    category = category_named(koppontren, said.category)
    if said.amount is not None:
        set_limit(
            koppontren,
            wallet=wallet,
            category=category,
            period=said.period,
            amount=said.amount,
            by=access.user,
        )
        return
    rows = Limit.objects.of(koppontren).filter(wallet=wallet, category=category)
    for row in rows.filter(period=said.period):
        remove_limit(row)


def _card(wallet: Wallet) -> Card:
    card = current_card(wallet)
    if card is None:
        raise NoCard(wallet.number)
    return card
