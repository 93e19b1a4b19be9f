"""What a wallet looks like to programs; all amounts in whole rupiah."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.queries.latest import latest_lines
from klinik.finance.wallet.choices import CardKind, Period
from klinik.finance.wallet.models import Card, Wallet
from klinik.finance.wallet.queries import current_card, room_of, today
from klinik.finance.wallet.queries.limits import limits_of, named_rooms

LATEST = 25
Number = Annotated[str, Path(pattern="^D-[0-9]{4,12}$")]
Rupiah = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]


class CardOut(Schema):
    """The card in use."""

    kind: str
    code: str
    issued_at: datetime
    blocked_at: datetime | None
    blocked_why: str


class RoomOut(Schema):
    """What is left today of a limit; without a category of everything that is not exempt."""

    category: str | None
    period: str
    most: int
    spent: int
    left: int


class LimitOut(Schema):
    """What was set for this wallet, or for all."""

    category: str | None
    period: str
    amount: int
    for_all: bool


class WalletOut(Schema):
    """A wallet, and what it holds now."""

    number: str
    member: str
    name: str
    balance: int
    owes: int
    held_back: int
    has_pin: bool
    opened_on: date
    closed_on: date | None


class WalletPage(Schema):
    """One page of wallets."""

    count: int
    page: int
    pages: int
    results: list[WalletOut]


class MovementOut(Schema):
    """What one entry did to the wallet, and what it held after it."""

    number: int
    kind: str
    on: date
    at: datetime
    change: int
    balance: int
    undone_by: int | None


class WholeWallet(WalletOut):
    """A wallet with its card, its limits and its last entries, newest first."""

    card: CardOut | None
    rooms: list[RoomOut]
    limits: list[LimitOut]
    entries: list[MovementOut]


class Amount(Schema):
    """Whole rupiah."""

    amount: Rupiah


class Why(Schema):
    """Why a card is blocked."""

    why: Annotated[str, Field(max_length=200, pattern=SAID)]


class LimitIn(Schema):
    """Up to how much in a period; no `amount` takes the limit away."""

    category: Annotated[str, Field(max_length=60, pattern=PLAIN)] | None = None
    period: Period
    amount: Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)] | None


class CardIn(Schema):
    """Which card; with one in use it is replaced, with the fee if there is one."""

    kind: CardKind = CardKind.QR
    code: Annotated[str, Field(max_length=60, pattern=PLAIN)] = ""
    with_fee: bool = True


class PinIn(Schema):
    """4 to 6 digits; empty: none."""

    pin: Annotated[str, Field(max_length=6, pattern="^[0-9]*$")]


def wallet_out(wallet: Wallet) -> dict[str, object]:
    """A wallet as a list says it."""
    return {
        "number": wallet.number,
        "member": wallet.member.number,
        "name": wallet.member.name,
        "balance": wallet.account.balance,
        "owes": wallet.owed_account.balance if wallet.owed_account else 0,
        "held_back": wallet.held_account.balance if wallet.held_account else 0,
        "has_pin": wallet.has_pin,
        "opened_on": wallet.opened_on,
        "closed_on": wallet.closed_on,
    }


def card_out(card: Card) -> dict[str, object]:
    """A card in use."""
    return {
        "kind": card.kind,
        "code": card.code,
        "issued_at": card.issued_at,
        "blocked_at": card.blocked_at,
        "blocked_why": card.blocked_why,
    }


def whole_wallet(wallet: Wallet) -> dict[str, object]:
    """All of a wallet."""
    koppontren, card = wallet.koppontren, current_card(wallet)
    rooms = named_rooms(koppontren, room_of(wallet, today(koppontren)))
    return wallet_out(wallet) | {
        "card": card_out(card) if card else None,
        "rooms": [
            {
                "category": row.category.name if row.category else None,
                "period": row.room.period,
                "most": row.room.most,
                "spent": row.room.spent,
                "left": row.room.left,
            }
            for row in rooms
        ],
        "limits": [
            {
                "category": row.category.name if row.category else None,
                "period": row.period,
                "amount": row.amount,
                "for_all": row.wallet_id is None,
            }
            for row in limits_of(wallet)
        ],
        "entries": movements(wallet, limit=LATEST),
    }


def movements(wallet: Wallet, *, limit: int, through: int | None = None) -> list[dict[str, object]]:
    """The last entries of a wallet, newest first."""
    lines = latest_lines(wallet.koppontren, [wallet.account], limit=limit, through=through)
    return [
        {
            "number": line.entry.number,
            "kind": line.entry.kind,
            "on": line.entry.on,
            "at": line.entry.at,
            "change": line.change,
            "balance": line.balance,
            "undone_by": line.undone_by,
        }
        for line in lines
    ]
