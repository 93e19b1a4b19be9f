"""Goods of others, for programs: who brings them, what comes and goes, what they are paid."""

from typing import Annotated

from django.http import Http404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.core.phones import tidy_phone
from klinik.finance.members.models import Member
from klinik.finance.shop.api.buying import PaidOut, PaymentIn, Standing
from klinik.finance.shop.api.shapes import (
    KEEPERS,
    READERS,
    Amount,
    Coded,
    Counted,
    Name,
    Phone,
    Quantity,
    Words,
    good_coded,
    goods_coded,
    place_coded,
    shop_named,
)
from klinik.finance.shop.commands import add_good
from klinik.finance.shop.commands.consigning import (
    add_consignor,
    give_back,
    receive_consigned,
    settle,
)
from klinik.finance.shop.commands.ending import bring_back_consignor, end_consignor
from klinik.finance.shop.commands.goods import Code, Facts, Prices
from klinik.finance.shop.models import Consignor
from klinik.finance.shop.queries import categories_of
from klinik.finance.shop.queries.consigning import consignors_of
from klinik.finance.shop.refusals import NotCashOfShop
from klinik.tenancy.api import ApiRequest, Key
from klinik.tenancy.models import Koppontren

OfConsignor = Annotated[str, Path(pattern="^K-[0-9]{4,9}$")]

router = Router(tags=["goods"], auth=READERS)


class ConsignorIn(Schema):
    """A member by their number, or somebody else by name."""

    shop: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    member: Annotated[str, Field(pattern="^A-[0-9]{4,12}$")] | None = None
    name: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    phone: Phone = ""


class ConsignorOut(Schema):
    """A consignor, and what is owed for what was sold, in rupiah."""

    number: str
    name: str
    member: str | None
    owed: int
    is_used: bool


class ConsignedGoodIn(Schema):
    """A good of a consignor: its price, and what they get for one that is sold."""

    name: Name
    category: Annotated[str, Field(max_length=100, pattern=PLAIN)]
    price: Amount
    consign_price: Amount
    barcode: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""


class BroughtIn(Schema):
    """So many thousandths of each; brought, or with `is_back` fetched again."""

    is_back: bool = False
    about: Words = ""
    quantities: Annotated[dict[Coded, Quantity], Field(min_length=1, max_length=500)]


class Shelf(Schema):
    """What there is now of a good, in thousandths."""

    good: str
    quantity: Counted


@router.get("/consignors", response=list[ConsignorOut])
def list_consignors(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Who lets the shop sell for them."""
    return [_consignor(row) for row in consignors_of(request.auth.koppontren)]


@router.post("/consignors", response={201: ConsignorOut}, auth=KEEPERS)
def post_consignor(
    request: ApiRequest, koppontren: Path[str], body: ConsignorIn, request_id: Key
) -> Status[dict[str, object]]:
    """Let somebody sell through the shop, once however often it is sent."""
    user, tenant = request.auth
    member = Member.objects.of(tenant).filter(number=body.member).first() if body.member else None
    name = " ".join(body.name.split())
    if (body.member and member is None) or not (member or name):
        raise Http404
    made = add_consignor(
        shop_named(tenant, body.shop),
        member=member,
        name=name,
        phone=tidy_phone(body.phone) if body.phone else "",
        request_id=request_id,
        by=user,
    )
    return Status(201, _consignor(_of(tenant, made.number)))


@router.post("/consignors/{consignor}/goods", response={201: Shelf}, auth=KEEPERS)
def post_consigned_good(
    request: ApiRequest,
    koppontren: Path[str],
    consignor: OfConsignor,
    body: ConsignedGoodIn,
    request_id: Key,
) -> Status[dict[str, object]]:
    """Add a good that a consignor brings, of which there is nothing yet."""
    user, tenant = request.auth
    row = _of(tenant, consignor)
    category = categories_of(tenant).filter(name=body.category).first()
    if category is None:
        raise Http404
    facts = Facts(
        name=" ".join(body.name.split()),
        category=category,
        consignor=row,
        consign_price=body.consign_price,
        codes=[Code(code=body.barcode)] if body.barcode else [],
    )
    good = add_good(row.shop, facts, Prices(price=body.price), request_id=request_id, by=user)
    return Status(201, {"good": good.code, "quantity": good_coded(tenant, good.code).quantity})


@router.post("/consignors/{consignor}/deliveries", response={201: list[Shelf]}, auth=KEEPERS)
def post_consigned(
    request: ApiRequest,
    koppontren: Path[str],
    consignor: OfConsignor,
    body: BroughtIn,
    request_id: Key,
) -> Status[list[dict[str, object]]]:
    """Goods that a consignor brings, or fetches again; once however often it is sent."""
    user, tenant = request.auth
    row = _of(tenant, consignor)
    goods = goods_coded(row.shop, set(body.quantities))
    move = give_back if body.is_back else receive_consigned
    quantities = {goods[code]: many for code, many in body.quantities.items()}
    move(row, quantities, about=body.about, request_id=request_id, by=user)
    found = goods_coded(row.shop, set(goods))
    return Status(201, [{"good": code, "quantity": g.quantity} for code, g in found.items()])


@router.post("/consignors/{consignor}/settlements", response={201: PaidOut}, auth=KEEPERS)
def post_settlement(
    request: ApiRequest,
    koppontren: Path[str],
    consignor: OfConsignor,
    body: PaymentIn,
    request_id: Key,
) -> Status[dict[str, object]]:
    """Pay a consignor for what was sold, or a part of it."""
    row = _of(request.auth.koppontren, consignor)
    place = place_coded(request.auth, body.paid_from)
    if place is None:
        raise NotCashOfShop
    done = settle(
        row,
        amount=body.amount,
        paid_from=place,
        on=body.on,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, {"amount": done.amount, "on": done.on, "entry": done.entry_number})


@router.put("/consignors/{consignor}/standing", response=ConsignorOut, auth=KEEPERS)
def put_consignor_standing(
    request: ApiRequest, koppontren: Path[str], consignor: OfConsignor, body: Standing
) -> dict[str, object]:
    """Sell for somebody no more, their goods with them, or for them again. Twice is once."""
    user, tenant = request.auth
    row = _of(tenant, consignor)
    bring_back_consignor(row, by=user) if body.is_used else end_consignor(row, by=user)
    return _consignor(_of(tenant, consignor))


def _of(tenant: Koppontren, number: str) -> Consignor:
    row = consignors_of(tenant).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _consignor(row: Consignor) -> dict[str, object]:
    return {
        "number": row.number,
        "name": str(row),
        "member": row.member and row.member.number,
        "owed": row.account.balance,
        "is_used": row.ended_at is None,
    }
