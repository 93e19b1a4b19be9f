"""Purchases, returns, suppliers and what they are paid, for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.core.phones import tidy_phone
from klinik.finance.ledger.days import today_in
from klinik.finance.shop.api.shapes import (
    KEEPERS,
    PAGE,
    READERS,
    Amount,
    Coded,
    Day,
    Name,
    Paid,
    Phone,
    Place,
    Quantity,
    Reason,
    Words,
    goods_coded,
    place_coded,
    shop_named,
)
from klinik.finance.shop.commands.buying import (
    Bought,
    Returned,
    add_supplier,
    pay_supplier,
    record_purchase,
    return_goods,
)
from klinik.finance.shop.commands.ending import bring_back_supplier, end_supplier
from klinik.finance.shop.models import Purchase
from klinik.finance.shop.queries.buying import expiring, purchases_of, suppliers_of
from klinik.finance.shop.refusals import NotCashOfShop, NotOfThisPurchase
from klinik.tenancy.api import ApiRequest, Key
from klinik.tenancy.models import Koppontren

ShopName = Annotated[str, Field(max_length=100, pattern=PLAIN)]

router = Router(tags=["goods"], auth=READERS)


class SupplierIn(Schema):
    """A merchant from whom the shop buys."""

    shop: ShopName = ""
    name: Name
    phone: Phone = ""
    note: Words = ""


class SupplierOut(Schema):
    """A supplier, and what is still owed in rupiah."""

    number: UUID
    name: str
    phone: str
    note: str
    owed: int
    is_used: bool


class Standing(Schema):
    """Whether somebody is still bought from, or sold for."""

    is_used: bool


class LineIn(Schema):
    """So many thousandths of a good for `cost` rupiah in all."""

    good: Coded
    quantity: Quantity
    cost: Amount
    expires_on: Day = None


class PurchaseIn(Schema):
    """What came in; paid from a place by its code, or later by being owed to a supplier."""

    shop: ShopName = ""
    supplier: UUID | None = None
    paid_from: Place = ""
    on: Day = None
    due_on: Day = None
    paper: Annotated[str, Field(max_length=50, pattern=PLAIN)] = ""
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=500)]


class LineOut(Schema):
    """A line under its number in the purchase."""

    line: int
    good: str
    quantity: int
    cost: int
    expires_on: date | None


class PurchaseBrief(Schema):
    """What was bought on a day, for how many rupiah, and by which entry."""

    number: UUID
    on: date
    supplier: str | None
    paper: str
    paid_from: str | None
    due_on: date | None
    total: int
    entry: int


class PurchaseOut(PurchaseBrief):
    """A purchase with its lines."""

    lines: list[LineOut]


class BackIn(Schema):
    """So many thousandths of a line go back, for `refund` rupiah in all."""

    line: Annotated[int, Field(strict=True, ge=1, le=500)]
    quantity: Quantity
    refund: Amount


class ReturnIn(Schema):
    """What goes back; paid into a place by its code, or less is owed."""

    paid_to: Place = ""
    reason: Reason
    lines: Annotated[list[BackIn], Field(min_length=1, max_length=500)]


class PaidOut(Schema):
    """Money and the entry that says it."""

    amount: int
    on: date
    entry: int


class PaymentIn(Schema):
    """Rupiah out of a place by its code, on a day (today without one)."""

    amount: Paid
    paid_from: Place
    on: Day = None


class KeepsOut(Schema):
    """What is probably left of a purchase, and until when it keeps."""

    good: str
    name: str
    purchase: UUID
    expires_on: date
    left: int


@router.get("/suppliers", response=list[SupplierOut])
def list_suppliers(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """From whom is bought, by name, with what each is owed."""
    return [_supplier(row) for row in suppliers_of(request.auth.koppontren)]


@router.post("/suppliers", response={201: SupplierOut}, auth=KEEPERS)
def post_supplier(
    request: ApiRequest, koppontren: Path[str], body: SupplierIn, request_id: Key
) -> Status[dict[str, object]]:
    """Name a supplier, once however often it is sent."""
    user, tenant = request.auth
    add_supplier(
        shop_named(tenant, body.shop),
        name=" ".join(body.name.split()),
        phone=tidy_phone(body.phone) if body.phone else "",
        note=body.note,
        request_id=request_id,
        by=user,
    )
    return Status(201, _supplier(suppliers_of(tenant).get(request_id=request_id)))


@router.post("/suppliers/{supplier}/payments", response={201: PaidOut}, auth=KEEPERS)
def post_supplier_payment(
    request: ApiRequest,
    koppontren: Path[str],
    supplier: Path[UUID],
    body: PaymentIn,
    request_id: Key,
) -> Status[dict[str, object]]:
    """Pay a supplier what is owed, or a part of it."""
    tenant = request.auth.koppontren
    row = get_object_or_404(suppliers_of(tenant), request_id=supplier)
    place = place_coded(request.auth, body.paid_from)
    if place is None:
        raise NotCashOfShop
    done = pay_supplier(
        row,
        amount=body.amount,
        paid_from=place,
        on=body.on,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, {"amount": done.amount, "on": done.on, "entry": done.entry_number})


@router.put("/suppliers/{supplier}/standing", response=SupplierOut, auth=KEEPERS)
def put_supplier_standing(
    request: ApiRequest, koppontren: Path[str], supplier: Path[UUID], body: Standing
) -> dict[str, object]:
    """Buy from a supplier no more, or again. Twice is once."""
    user, tenant = request.auth
    row = get_object_or_404(suppliers_of(tenant), request_id=supplier)
    bring_back_supplier(row, by=user) if body.is_used else end_supplier(row, by=user)
    return _supplier(suppliers_of(tenant).get(pk=row.pk))


@router.get("/purchases", response=list[PurchaseBrief])
def list_purchases(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest hundred purchases."""
    return [_brief(row) for row in purchases_of(request.auth.koppontren)[:PAGE]]


@router.post("/purchases", response={201: PurchaseOut}, auth=KEEPERS)
def post_purchase(
    request: ApiRequest, koppontren: Path[str], body: PurchaseIn, request_id: Key
) -> Status[dict[str, object]]:
    """Take goods in: Dr stock, Cr cash or what is owed. Once however often it is sent."""
    user, tenant = request.auth
    shop = shop_named(tenant, body.shop)
    goods = goods_coded(shop, {line.good for line in body.lines})
    suppliers = suppliers_of(tenant).filter(shop=shop)
    record_purchase(
        shop,
        [
            Bought(
                good=goods[line.good],
                quantity=line.quantity,
                cost=line.cost,
                expires_on=line.expires_on,
            )
            for line in body.lines
        ],
        supplier=get_object_or_404(suppliers, request_id=body.supplier) if body.supplier else None,
        paid_from=place_coded(request.auth, body.paid_from),
        on=body.on,
        due_on=body.due_on,
        paper=body.paper,
        request_id=request_id,
        by=user,
    )
    return Status(201, _whole(_purchase(tenant, request_id)))


@router.get("/purchases/{purchase}", response=PurchaseOut)
def get_purchase(
    request: ApiRequest, koppontren: Path[str], purchase: Path[UUID]
) -> dict[str, object]:
    """One purchase with its lines."""
    return _whole(_purchase(request.auth.koppontren, purchase))


@router.post("/purchases/{purchase}/returns", response={201: PaidOut}, auth=KEEPERS)
def post_purchase_return(
    request: ApiRequest,
    koppontren: Path[str],
    purchase: Path[UUID],
    body: ReturnIn,
    request_id: Key,
) -> Status[dict[str, object]]:
    """Give goods of a purchase back."""
    row = _purchase(request.auth.koppontren, purchase)
    lines = {line.n: line for line in row.lines.select_related("good")}
    if any(back.line not in lines for back in body.lines):
        raise NotOfThisPurchase
    done = return_goods(
        row,
        [
            Returned(line=lines[back.line], quantity=back.quantity, refund=back.refund)
            for back in body.lines
        ],
        paid_to=place_coded(request.auth, body.paid_to),
        why=body.reason.strip(),
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, {"amount": done.total, "on": done.on, "entry": done.entry_number})


@router.get("/goods-expiring", response=list[KeepsOut])
def list_expiring(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What will not keep for sixty days, the first to go first."""
    tenant = request.auth.koppontren
    return [
        {
            "good": row.good.code,
            "name": row.good.name,
            "purchase": row.purchase.request_id,
            "expires_on": row.expires_on,
            "left": row.left,
        }
        for row in expiring(tenant, on=today_in(tenant))
    ]


def _supplier(row: Any) -> dict[str, object]:  # with what is `owed`
    names = ("name", "phone", "note", "owed")
    said = {name: getattr(row, name) for name in names}
    return {**said, "number": row.request_id, "is_used": row.ended_at is None}


def _purchase(tenant: Koppontren, number: UUID) -> Purchase:
    accounts = ("payable", "stock", "cost", "difference")
    rows = purchases_of(tenant).select_related(*(f"shop__{name}__unit" for name in accounts))
    row = rows.filter(request_id=number).first()
    if row is None:
        raise Http404
    return row


def _brief(row: Purchase) -> dict[str, object]:
    return {
        "number": row.request_id,
        "on": row.on,
        "supplier": row.supplier and row.supplier.name,
        "paper": row.paper,
        "paid_from": None if row.paid_from is None else row.paid_from.code,
        "due_on": row.due_on,
        "total": row.total,
        "entry": row.entry_number,
    }


def _whole(row: Purchase) -> dict[str, object]:
    return {
        **_brief(row),
        "lines": [
            {
                "line": line.n,
                "good": line.good.code,
                "quantity": line.quantity,
                "cost": line.cost,
                "expires_on": line.expires_on,
            }
            for line in row.lines.select_related("good")
        ],
    }
