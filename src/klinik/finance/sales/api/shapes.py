"""What tills send and hear: a sale, its fate, the lists that a device keeps."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, ValidationError, WrapValidator

from klinik.core.clocks import Said
from klinik.core.errors import DomainError
from klinik.core.keys import KeyFromOutside
from klinik.core.lines import PLAIN
from klinik.core.money import MAX_AMOUNT
from klinik.finance.sales.rules import MOST_LINES, MOST_QUANTITY, MOST_SALES, Line, Paid, Slip

Id = Annotated[int, Field(strict=True, ge=1, lt=2**63)]
Amount = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Quantity = Annotated[int, Field(strict=True, gt=0, le=MOST_QUANTITY)]
Code = Annotated[str, Field(max_length=64, pattern=PLAIN)]


class Sold(Schema):
    """One good: its number, thousandths of its unit, rupiah for a whole unit, rupiah off."""

    good: Id
    quantity: Quantity
    price: Amount
    discount: Amount = 0


class PaidIn(Schema):
    """A part of the money: cash, wallet (the card) or qris, in whole rupiah."""

    how: Literal["cash", "wallet", "qris"]
    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]


class SaleIn(Schema):
    """One sale as the till made it; `said_at` is by the clock of the device.

    `is_offline`: the goods were handed over without waiting for an answer. `cashier`: the number
    of the person who sold. `drawer`: the code of the drawer that took the cash. `given`: the cash
    that was handed over, before the change. `pin`: of a card that has one, where it is asked for.
    `is_void`: no answer came and the goods were not handed over: it comes back, or never arrives.
    `synced_at`: the server's own `now` as the device heard it last before the sale.
    """

    request_id: KeyFromOutside
    shop: Id
    device: Annotated[str, Field(min_length=1, max_length=36, pattern=PLAIN)]
    cashier: Id
    said_at: Said
    is_offline: bool
    lines: Annotated[list[Sold], Field(min_length=1, max_length=MOST_LINES)]
    payments: Annotated[list[PaidIn], Field(min_length=1, max_length=3)]
    drawer: Annotated[str, Field(max_length=20, pattern=PLAIN)] = ""
    card: Code = ""
    member: Annotated[str, Field(max_length=20, pattern=PLAIN)] = ""
    pin: Annotated[str, Field(max_length=6, pattern="^[0-9]*$")] = ""
    discount: Amount = 0
    given: Amount = 0
    is_void: bool = False
    synced_at: Said | None = None

    def slip(self) -> Slip:
        """What the command takes."""
        lines = [Line(one.good, one.quantity, one.price, one.discount) for one in self.lines]
        paid = [Paid(one.how, one.amount) for one in self.payments]
        return Slip(**self.dict(exclude={"lines", "payments"}), lines=lines, payments=paid)


class Unread(Schema):
    """What came in the place of a sale, and is none."""

    request_id: str


def _or_unread(said: Any, read: Callable[[Any], SaleIn]) -> SaleIn | Unread:
    try:
        return read(said)
    except (ValidationError, DomainError):
        number = said.get("request_id", "") if isinstance(said, dict) else ""
        return Unread(request_id=str(number)[:40])


class SalesIn(Schema):
    """What waits on the device, the oldest first; `sent_at` is by the same clock, at sending."""

    sent_at: Said
    sales: Annotated[
        list[Annotated[SaleIn, WrapValidator(_or_unread)]], Field(max_length=MOST_SALES)
    ]


class Fate(Schema):
    """What became of one sale; `entry` is its number in the books and on the receipt.

    recorded: just now. already: when it was sent before. voided: given up, as the till said.
    refused: why stands in `code` and `message`; nothing was written. settled: it was refused, and
    somebody said at the house what was done about it (`message`): it is over.
    """

    request_id: str
    state: Literal["recorded", "already", "voided", "refused", "settled"]
    entry: int | None = None
    code: str = ""
    message: str = ""


class Fates(Schema):
    """One answer for each sale that was sent, in the same order."""

    answers: list[Fate]


class CodeOut(Schema):
    """A code that stands for so much of a good (thousandths), with a price where it has its own."""

    code: str
    quantity: int
    price: int | None


class GoodOut(Schema):
    """A good as a till keeps it: prices in whole rupiah for a unit, stock in thousandths."""

    id: int
    name: str
    unit: str
    category: str
    price: int
    member_price: int | None
    wholesale_price: int | None
    wholesale_from: int | None
    stock: int
    codes: list[CodeOut]


class ShopOut(Schema):
    """A shop; `max_discount` in basis points is what a cashier takes off alone."""

    id: int
    name: str
    max_discount: int
    goods: list[GoodOut]


class TillOut(Schema):
    """The drawer that the person of the token has open."""

    code: str
    name: str
    unit: str


class Catalogue(Schema):
    """What a device keeps to sell without a line.

    `token` is what a page of a session sends with its sales; there is none for a program's own.
    """

    token: str | None
    now: datetime
    cashier: int
    called: str
    till: TillOut | None
    shops: list[ShopOut]


class CardOut(Schema):
    """A card that is in use: its code, whose it is in short, and what it may pay in whole rupiah.

    `left` is what it may pay today of what is not exempt, as far as it holds that much; `member`
    is the number of its holder.
    """

    code: str
    number: str
    member: str
    name: str
    has_photo: bool
    balance: int
    left: int
    is_blocked: bool
    needs_pin: bool


class BuyerOut(Schema):
    """Who buys, in short: enough to see that it is this person, and no more."""

    number: str
    name: str
    has_photo: bool


class CardsOut(Schema):
    """The cards a till may take, as of `now`; no names beyond what the cashier needs."""

    now: datetime
    allowance: int
    cards: list[CardOut]
