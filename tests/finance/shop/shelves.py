"""A shop with goods for tests, and what its books say of them."""

from typing import Any
from uuid import uuid4

from klinik.finance.shop.commands import add_good, open_shop
from klinik.finance.shop.commands.goods import Code, Facts, Prices
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.wallet.models import Category
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, balance


def make_category(koppontren: Koppontren, name: str = "Jajan", **options: Any) -> Category:
    """What goods are for."""
    return Category.objects.get_or_create(koppontren=koppontren, name=name, defaults=options)[0]


def make_shop(koppontren: Koppontren, by: User, *, name: str = "Toko Santri") -> Shop:
    """The shop of the unit Toko."""
    make_category(koppontren)
    unit = account(koppontren, "1251").unit
    return open_shop(koppontren, name=name, unit=unit, by=by)


def make_good(
    shop: Shop,
    by: User,
    *,
    name: str = "Air Mineral 600 ml",
    price: int = 4_000,
    codes: tuple[str, ...] = (),
    category: str = "Jajan",
    unit_name: str = "pcs",
    low_at: int | None = None,
    consignor: Consignor | None = None,
    consign_price: int | None = None,
    **prices: int,
) -> Good:
    """A good of which there is nothing yet."""
    facts = Facts(
        name=name,
        category=make_category(shop.koppontren, category),
        unit_name=unit_name,
        low_at=low_at,
        consignor=consignor,
        consign_price=consign_price,
        codes=[Code(code=code) for code in codes],
    )
    return add_good(shop, facts, Prices(price=price, **prices), request_id=uuid4(), by=by)


def stock(good: Good) -> tuple[int, int, int]:
    """How much there is in thousandths, what it is worth, what one cost last."""
    good.refresh_from_db(fields=["quantity", "value", "last_cost"])
    return good.quantity, good.value, good.last_cost


def adds_up(shop: Shop) -> bool:
    """Whether the ledger holds what the goods are worth."""
    shop.refresh_from_db(fields=["undetailed"])
    goods = Good.objects.of(shop.koppontren).filter(shop=shop)
    return balance(shop.stock) == shop.undetailed + sum(good.value for good in goods)
