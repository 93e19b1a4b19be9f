"""The catalogue for programs: shops, goods, prices, codes, the stock card."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.shop.api.shapes import (
    KEEPERS,
    PAGE,
    READERS,
    Amount,
    Code,
    Coded,
    Counted,
    Name,
    OfGood,
    Quantity,
    Words,
    good_coded,
    goods_coded,
    shop_named,
)
from klinik.finance.shop.commands import (
    add_barcode,
    add_stocked_good,
    bring_back,
    change_good,
    drop_barcode,
    end_good,
    put_on_shelf,
    set_price,
)
from klinik.finance.shop.commands.goods import Code as Barcoded
from klinik.finance.shop.commands.goods import Facts, Prices
from klinik.finance.shop.models import Good
from klinik.finance.shop.queries import categories_of, find_goods
from klinik.finance.shop.queries.cards import stock_card
from klinik.finance.shop.rules import UNITS, Change
from klinik.finance.wallet.models import Category
from klinik.tenancy.api import ApiRequest, Key
from klinik.tenancy.models import Koppontren

Unit = Annotated[str, Field(pattern=f"^({'|'.join(UNITS)})$")]
Page = Annotated[int, Query(ge=1, le=100_000)]
Typed = Annotated[str, Query(max_length=100, pattern=PLAIN)]

router = Router(tags=["goods"], auth=READERS)


class CodeIn(Schema):
    """A code for so many thousandths of a unit, at a price of its own or none."""

    code: Code
    quantity: Quantity = 1000
    price: Amount | None = None


class PricesIn(Schema):
    """What one unit costs in whole rupiah; for many, from so many thousandths on."""

    price: Amount
    member_price: Amount | None = None
    wholesale_price: Amount | None = None
    wholesale_from: Quantity | None = None


class FactsIn(Schema):
    """What a good is; its category by name."""

    name: Name
    category: Annotated[str, Field(max_length=100, pattern=PLAIN)]
    unit_name: Unit = "pcs"
    low_at: Counted | None = None


class GoodIn(FactsIn, PricesIn):
    """A new good, in the shop of this name; `there` thousandths of it at `unit_cost` each unit."""

    shop: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    barcode: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""
    there: Counted = 0
    unit_cost: Amount = 0


class GoodOut(Schema):
    """A good: money in whole rupiah, quantities in thousandths of its unit."""

    code: str
    shop: str
    name: str
    unit_name: str
    category: str
    price: int
    member_price: int | None
    wholesale_price: int | None
    wholesale_from: int | None
    price_set_at: datetime
    quantity: int
    value: int
    unit_cost: int
    low_at: int | None
    is_low: bool
    is_sold: bool
    consignor: str | None
    consign_price: int | None


class GoodWhole(GoodOut):
    """A good with its codes."""

    barcodes: list[CodeIn]


class GoodPage(Schema):
    """A page of goods, in the order of their numbers."""

    page: int
    has_more: bool
    results: list[GoodOut]


class CategoryOut(Schema):
    """What goods are for; what is exempt does not count toward general limits of wallets."""

    name: str
    is_exempt: bool


class MoveOut(Schema):
    """So much came in (above zero) or went out, what it was worth, and its entry."""

    at: datetime
    what: str
    quantity: int
    value: int
    entry: int | None
    by: str
    about: str


class Sold(Schema):
    """Whether it is sold."""

    is_sold: bool


class OnShelf(Schema):
    """So much of a good that was there before, for `cost` rupiah in all."""

    good: Coded
    quantity: Quantity
    cost: Amount


class ShelfIn(Schema):
    """What there was before the books knew the goods, in the shop of this name."""

    shop: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    about: Words = ""
    lines: Annotated[list[OnShelf], Field(min_length=1, max_length=2000)]


@router.get("/goods-categories", response=list[CategoryOut])
def list_goods_categories(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What goods can be for."""
    rows = categories_of(request.auth.koppontren)
    return [{"name": row.name, "is_exempt": row.is_exempt} for row in rows]


@router.get("/goods", response=GoodPage)
def list_goods(
    request: ApiRequest, koppontren: Path[str], q: Typed = "", page: Page = 1
) -> dict[str, object]:
    """Goods by name, barcode or number, a hundred at a time; those that ended among them."""
    rows = find_goods(request.auth.koppontren, q).order_by("number")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    results = [_good(good) for good in found[:PAGE]]
    return {"page": page, "has_more": len(found) > PAGE, "results": results}


@router.post("/goods", response={201: GoodWhole}, auth=KEEPERS)
def post_good(
    request: ApiRequest, koppontren: Path[str], body: GoodIn, request_id: Key
) -> Status[dict[str, object]]:
    """Add a good, with what of it is there; once however often it is sent."""
    user, tenant = request.auth
    codes = [Barcoded(code=body.barcode)] if body.barcode else []
    good = add_stocked_good(
        shop_named(tenant, body.shop),
        _facts(tenant, body, codes=codes),
        _prices(body),
        there=body.there,
        unit_cost=body.unit_cost,
        request_id=request_id,
        by=user,
    )
    return Status(201, _whole(good_coded(tenant, good.code)))


@router.get("/goods/{good}", response=GoodWhole)
def get_good(request: ApiRequest, koppontren: Path[str], good: OfGood) -> dict[str, object]:
    """One good, by the number of its shelf."""
    return _whole(good_coded(request.auth.koppontren, good))


@router.put("/goods/{good}", response=GoodWhole, auth=KEEPERS)
def put_good(
    request: ApiRequest, koppontren: Path[str], good: OfGood, body: FactsIn
) -> dict[str, object]:
    """Put right what a good is; whose it is stays. Twice is once."""
    user, tenant = request.auth
    row = good_coded(tenant, good)
    change_good(row, _facts(tenant, body, good=row), by=user)
    return _whole(good_coded(tenant, good))


@router.put("/goods/{good}/prices", response=GoodWhole, auth=KEEPERS)
def put_prices(
    request: ApiRequest, koppontren: Path[str], good: OfGood, body: PricesIn
) -> dict[str, object]:
    """Sell at these prices from now on. Twice is once."""
    user, tenant = request.auth
    set_price(good_coded(tenant, good), _prices(body), by=user)
    return _whole(good_coded(tenant, good))


@router.put("/goods/{good}/standing", response=GoodWhole, auth=KEEPERS)
def put_standing(
    request: ApiRequest, koppontren: Path[str], good: OfGood, body: Sold
) -> dict[str, object]:
    """Sell a good no more, or again. Twice is once."""
    user, tenant = request.auth
    row = good_coded(tenant, good)
    bring_back(row, by=user) if body.is_sold else end_good(row, by=user)
    return _whole(good_coded(tenant, good))


@router.post("/goods/{good}/barcodes", response={201: GoodWhole}, auth=KEEPERS)
def post_barcode(
    request: ApiRequest, koppontren: Path[str], good: OfGood, body: CodeIn
) -> Status[dict[str, object]]:
    """Let a scanner know a good, or a carton of it, by a code. Twice is once."""
    user, tenant = request.auth
    add_barcode(good_coded(tenant, good), Barcoded(**body.dict()), by=user)
    return Status(201, _whole(good_coded(tenant, good)))


@router.post("/goods/{good}/barcodes/removal", response=GoodWhole, auth=KEEPERS)
def remove_barcode(
    request: ApiRequest, koppontren: Path[str], good: OfGood, body: CodeIn
) -> dict[str, object]:
    """A scanner finds the good by this code no more. Twice is once."""
    user, tenant = request.auth
    drop_barcode(good_coded(tenant, good), body.code, by=user)
    return _whole(good_coded(tenant, good))


@router.get("/goods/{good}/moves", response=list[MoveOut])
def list_moves(request: ApiRequest, koppontren: Path[str], good: OfGood) -> list[dict[str, object]]:
    """The stock card: the latest hundred moves and sales, newest first."""
    card = stock_card(good_coded(request.auth.koppontren, good))
    return [
        {
            "at": line.at,
            "what": str(line.said),
            "quantity": line.quantity,
            "value": line.value,
            "entry": line.entry_number,
            "by": line.by,
            "about": line.about,
        }
        for line in card.lines
    ]


@router.post("/opening-stock", response={201: list[GoodOut]}, auth=KEEPERS)
def post_opening_stock(
    request: ApiRequest, koppontren: Path[str], body: ShelfIn, request_id: Key
) -> Status[list[dict[str, object]]]:
    """Say what there was before: out of what the books hold, the rest as the owners' own."""
    user, tenant = request.auth
    shop = shop_named(tenant, body.shop)
    goods = goods_coded(shop, {line.good for line in body.lines})
    changes = [Change(goods[line.good].pk, line.quantity, line.cost) for line in body.lines]
    put_on_shelf(shop, changes, request_id=request_id, by=user, about=body.about)
    found = goods_coded(shop, set(goods)).values()
    return Status(201, [_good(good) for good in found])


def _facts(
    tenant: Koppontren,
    body: FactsIn,
    *,
    codes: list[Barcoded] | None = None,
    good: Good | None = None,
) -> Facts:
    return Facts(
        name=" ".join(body.name.split()),
        category=_category(tenant, body.category),
        unit_name=body.unit_name,
        low_at=body.low_at,
        consignor=good.consignor if good else None,
        consign_price=good.consign_price if good else None,
        codes=codes or [],
    )


def _category(tenant: Koppontren, name: str) -> Category:
    found = categories_of(tenant).filter(name=name).first()
    if found is None:
        raise Http404
    return found


def _prices(body: PricesIn) -> Prices:
    return Prices(
        price=body.price,
        member_price=body.member_price,
        wholesale_price=body.wholesale_price,
        wholesale_from=body.wholesale_from,
    )


NAMES = (
    *("code", "name", "unit_name", "price", "member_price", "wholesale_price", "wholesale_from"),
    *("price_set_at", "quantity", "value", "unit_cost", "low_at", "is_low", "is_sold"),
    "consign_price",
)


def _good(good: Good) -> dict[str, object]:
    return {
        **{name: getattr(good, name) for name in NAMES},
        "shop": good.shop.name,
        "category": good.category.name,
        "consignor": good.consignor and good.consignor.number,
    }


def _whole(good: Good) -> dict[str, object]:
    names = ("code", "quantity", "price")
    codes = [{name: getattr(row, name) for name in names} for row in good.barcodes.all()]
    return {**_good(good), "barcodes": codes}
