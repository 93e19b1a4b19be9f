"""Tills of others: the catalogue and the cards a device keeps, and the sales it sends.

How to build with it, step by step: docs/tills.md. Our own till asks here too.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, Http404
from django.middleware.csrf import get_token
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, ValidationError, WrapValidator

from klinik.core.clocks import Said
from klinik.core.errors import DomainError
from klinik.core.keys import KeyFromOutside
from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.members.answers import photo_file
from klinik.finance.members.models import Member
from klinik.finance.sales.commands import Recorded, take_back
from klinik.finance.sales.models import Refused, Sale
from klinik.finance.sales.purchases import by_member
from klinik.finance.sales.queries import (
    catalogue,
    own_till,
    receipt_of,
    shops_in_use,
)
from klinik.finance.sales.refusals import NotASale
from klinik.finance.sales.refused import receive_sales
from klinik.finance.sales.rules import MOST_LINES, MOST_QUANTITY, MOST_SALES, Line, Paid, Slip
from klinik.finance.wallet.models import WalletRules
from klinik.finance.wallet.queries import cards_for_till
from klinik.finance.wallet.rules import short_name
from klinik.tenancy.api import ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SELLERS = InKoppontren(needs=Right.SELL)
OF_BOOKS = InKoppontren(needs=Right.READ_BOOKS)
PAGE = 100
READERS = InKoppontren(needs=frozenset({Right.SELL, Right.READ_BOOKS}))

router = Router(tags=["tills"], auth=SELLERS)

Id = Annotated[int, Field(strict=True, ge=1, lt=2**63)]
Amount = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Quantity = Annotated[int, Field(strict=True, gt=0, le=MOST_QUANTITY)]
OfMember = Annotated[str, Path(pattern="^A-[0-9]{4,12}$")]
Number = Annotated[int, Path(ge=1, lt=2**63)]
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


class BackIn(Schema):
    """A line of the receipt by its place, and how much of it comes back, in thousandths."""

    n: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)]
    quantity: Quantity


class ReturnIn(Schema):
    """What comes back, and why."""

    lines: Annotated[list[BackIn], Field(min_length=1, max_length=MOST_LINES)]
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]


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


class MemberPurchases(Schema):
    """How often a member bought in the year, and for how many rupiah less what came back."""

    number: str
    name: str
    many: int
    sum: int


class PurchasesPage(Schema):
    """A page of members who bought."""

    page: int
    has_more: bool
    results: list[MemberPurchases]


class SaleLineOut(Schema):
    """One line of a receipt."""

    n: int
    good: int
    name: str
    quantity: int
    price: int
    discount: int
    amount: int


class PaymentOut(Schema):
    """A part of the money; owed: what the card could not pay, owed by its holder."""

    how: Literal["cash", "wallet", "qris", "owed"]
    amount: int


class SaleOut(Schema):
    """A sale as its receipt says it, in whole rupiah and thousandths."""

    entry: int
    request_id: str
    shop: str
    returns: int | None
    cashier: str
    sold_at: datetime
    total: int
    discount: int
    given: int
    change: int
    lines: list[SaleLineOut]
    payments: list[PaymentOut]
    worries: list[str]


@router.get("/till/catalogue", response=Catalogue)
def get_catalogue(request: ApiRequest, koppontren: Path[str]) -> dict[str, Any]:
    """The shops with their goods, prices and codes, and the drawer of the person who asks."""
    user, tenant = request.auth
    shift = own_till(tenant, user)
    account = shift.drawer.account if shift else None
    return {
        "token": None if request.headers.get("Authorization") else get_token(request),
        "now": datetime.now(UTC),
        "cashier": user.pk,
        "called": user.name,
        "till": account and {"code": account.code, "name": account.name, "unit": account.unit.code},
        "shops": [
            {
                "id": shop.pk,
                "name": shop.name,
                "max_discount": shop.max_discount,
                "goods": catalogue(shop),
            }
            for shop in shops_in_use(tenant)
        ],
    }


@router.get("/till/cards", response=CardsOut)
def get_cards(request: ApiRequest, koppontren: Path[str]) -> dict[str, Any]:
    """Every card with what it may spend today, for a device that is about to lose its line."""
    tenant = request.auth.koppontren
    rules = WalletRules.objects.of(tenant).first()
    return {
        "now": datetime.now(UTC),
        "allowance": rules.offline_allowance if rules else 0,
        "cards": [card._asdict() for card in cards_for_till(tenant)],
    }


@router.get("/till/buyers/{buyer}", response=BuyerOut)
def get_buyer(request: ApiRequest, koppontren: Path[str], buyer: OfMember) -> dict[str, Any]:
    """Whose number of membership this is; asked one by one, so that no device keeps a list."""
    member = _member(request.auth.koppontren, buyer)
    return {
        "number": member.number,
        "name": short_name(member.name),
        "has_photo": bool(member.photo),
    }


@router.get("/till/buyers/{buyer}/photo")
def get_buyer_photo(request: ApiRequest, koppontren: Path[str], buyer: OfMember) -> FileResponse:
    """The face of who buys, to look at once: no device and no cache keeps it."""
    answer = photo_file(_member(request.auth.koppontren, buyer))
    answer["Cache-Control"] = "no-store"
    return answer


@router.post("/till/sales", response=Fates)
def post_sales(request: ApiRequest, koppontren: Path[str], body: SalesIn) -> dict[str, Any]:
    """Record up to 100 sales, each once however often it is sent; one bad one spoils no other.

    After a lost reply send the same again, by whoever is at the till now.
    """
    user, tenant = request.auth
    slips = [row.slip() for row in body.sales if isinstance(row, SaleIn)]
    found = iter(receive_sales(tenant, slips, sent_at=body.sent_at, by=user))
    return {"answers": [_fate(row, found) for row in body.sales]}


def _fate(
    row: SaleIn | Unread, found: Iterator[Recorded | Refused | DomainError]
) -> dict[str, Any]:
    answer = NotASale() if isinstance(row, Unread) else next(found)
    said: dict[str, Any] = {"request_id": str(row.request_id)}
    if isinstance(answer, DomainError):
        return said | {"state": "refused", "code": answer.code, "message": str(answer.message)}
    if isinstance(answer, Refused):
        return said | {"state": "settled", "message": answer.how}
    known = "recorded" if answer.is_new else "already"
    return said | {"state": "voided" if answer.is_void else known, "entry": answer.entry_number}


@router.get("/member-purchases/{year}", response=PurchasesPage, auth=OF_BOOKS)
def list_member_purchases(
    request: ApiRequest,
    koppontren: Path[str],
    year: Annotated[int, Path(ge=1970, le=9999)],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """What each member bought in a year, a hundred at a time, the most first. Books nothing."""
    rows = by_member(request.auth.koppontren, year).order_by("-sum", "member")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    results = [
        {
            "number": row["member__number"],
            "name": row["member__name"],
            "many": row["many"],
            "sum": row["sum"],
        }
        for row in found[:PAGE]
    ]
    return {"page": page, "has_more": len(found) > PAGE, "results": results}


@router.get("/till/sales/{sale}", response=SaleOut, auth=READERS)
def get_sale(request: ApiRequest, koppontren: Path[str], sale: Number) -> dict[str, Any]:
    """A sale under its number, as its receipt says it."""
    return sale_out(_sale(request.auth.koppontren, sale))


@router.post("/till/sales/{sale}/returns", response={201: SaleOut})
def post_return(
    request: ApiRequest, koppontren: Path[str], sale: Number, body: ReturnIn, request_id: Key
) -> Status[dict[str, Any]]:
    """Take goods of a receipt back, and give the money back the way it came."""
    user, tenant = request.auth
    lines = {one.n: one.quantity for one in body.lines}
    sold = _sale(tenant, sale)
    back = take_back(sold, lines=lines, reason=body.reason, request_id=request_id, by=user)
    return Status(201, sale_out(_sale(tenant, back.entry_number)))


def _member(tenant: Koppontren, number: str) -> Member:
    found = Member.objects.of(tenant).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _sale(tenant: Koppontren, number: int) -> Sale:
    found = receipt_of(tenant, number)
    if found is None:
        raise Http404
    return found


def sale_out(sale: Sale) -> dict[str, Any]:
    """A sale for programs."""
    return {
        "entry": sale.entry_number,
        "request_id": str(sale.request_id),
        "shop": sale.shop.name,
        "returns": sale.returns.entry_number if sale.returns else None,
        "cashier": sale.cashier.name,
        "sold_at": sale.sold_at,
        "total": sale.total,
        "discount": sale.discount,
        "given": sale.given,
        "change": sale.change,
        "lines": [
            {
                "n": line.n,
                "good": line.good_id,
                "name": line.good.name,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.discount,
                "amount": line.amount,
            }
            for line in sale.lines.all()
        ],
        "payments": [{"how": one.how, "amount": one.amount} for one in sale.payments.all()],
        "worries": [one.worry for one in sale.concerns.all()],
    }
