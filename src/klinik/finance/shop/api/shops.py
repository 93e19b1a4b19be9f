"""The shops for programs: opening, naming and closing them."""

from typing import Annotated

from django.db import transaction
from django.http import Http404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.ledger.queries import units_of
from klinik.finance.shop.api.shapes import KEEPERS, READERS, Name
from klinik.finance.shop.commands import open_shop
from klinik.finance.shop.commands.ending import change_shop, close_shop, reopen_shop
from klinik.finance.shop.models import Shop
from klinik.finance.shop.queries import all_shops, shops_of
from klinik.finance.shop.rules import WHOLE
from klinik.tenancy.api import ApiRequest

router = Router(tags=["goods"], auth=READERS)


class ShopIn(Schema):
    """A shop of a unit of the book, by the unit's code."""

    name: Name
    unit: Annotated[str, Field(max_length=20, pattern=PLAIN)]


class ShopSettings(Schema):
    """What a shop is called, what a cashier takes off alone in basis points, and if it is used."""

    name: Name
    max_discount: Annotated[int, Field(strict=True, ge=0, le=WHOLE)]
    is_used: bool = True


class ShopOut(Schema):
    """A shop; its stock in rupiah that is not known good by good."""

    name: str
    unit: str
    undetailed: int
    max_discount: int
    is_used: bool


@router.get("/shops", response=list[ShopOut])
def list_shops(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The shops in use."""
    return [_shop(shop) for shop in shops_of(request.auth.koppontren)]


@router.post("/shops", response={201: ShopOut}, auth=KEEPERS)
def post_shop(
    request: ApiRequest, koppontren: Path[str], body: ShopIn
) -> Status[dict[str, object]]:
    """Open the shop of a unit; accounts that the chart lacks are opened. Twice is once."""
    tenant = request.auth.koppontren
    unit = next((row for row in units_of(tenant) if row.code == body.unit), None)
    if unit is None:
        raise Http404
    return Status(201, _shop(open_shop(tenant, name=body.name, unit=unit, by=request.auth.user)))


@router.put("/shops/{shop_unit}", response=ShopOut, auth=KEEPERS)
def put_shop(
    request: ApiRequest,
    koppontren: Path[str],
    shop_unit: Annotated[str, Path(max_length=20, pattern=PLAIN)],
    body: ShopSettings,
) -> dict[str, object]:
    """Change the shop of a unit, close it, or open it again. Twice is once."""
    user, tenant = request.auth
    shop = all_shops(tenant).filter(unit__code=shop_unit).first()
    if shop is None:
        raise Http404
    with transaction.atomic():
        name = " ".join(body.name.split())
        shop = change_shop(shop, name=name, max_discount=body.max_discount, by=user)
        shop = reopen_shop(shop, by=user) if body.is_used else close_shop(shop, by=user)
    return _shop(shop)


def _shop(shop: Shop) -> dict[str, object]:
    return {
        "name": shop.name,
        "unit": shop.unit.code,
        "undetailed": shop.undetailed,
        "max_discount": shop.max_discount,
        "is_used": shop.is_used,
    }
