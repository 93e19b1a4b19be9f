"""What programs say of goods, and what names a row for them."""

from datetime import date
from typing import Annotated

from django.http import Http404
from ninja import Path
from pydantic import Field

from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.models import Account
from klinik.finance.shop.models import Good, Shop
from klinik.finance.shop.queries import goods_of, money_places, shops_of
from klinik.finance.shop.refusals import GoodUnknown, NoShop, NotCashOfShop
from klinik.finance.shop.rules import CODE_LENGTH, GOOD_CODE, MOST, NAME_LENGTH
from klinik.tenancy.api import Access, InKoppontren
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

KEEPERS = InKoppontren(needs=Right.KEEP_GOODS)
READERS = InKoppontren(needs=frozenset({Right.KEEP_GOODS, Right.READ_BOOKS}))

Amount = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Paid = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]
Quantity = Annotated[int, Field(strict=True, gt=0, le=MOST)]
Counted = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH, pattern=SAID)]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]
Code = Annotated[str, Field(min_length=1, max_length=CODE_LENGTH, pattern=SAID)]
Phone = Annotated[str, Field(max_length=30, pattern=PLAIN)]
Coded = Annotated[str, Field(pattern="^B-[0-9]{4,9}$")]
OfGood = Annotated[str, Path(pattern="^B-[0-9]{4,9}$")]
Place = Annotated[str, Field(max_length=20, pattern=PLAIN)]
Day = Annotated[date | None, Field(ge=date(1970, 1, 1), le=date(9999, 12, 31))]
PAGE = 100


def shop_named(koppontren: Koppontren, name: str) -> Shop:
    """The shop of this name; without one, the only one. Raises NoShop."""
    shops = list(shops_of(koppontren))
    found = [shop for shop in shops if shop.name == name] if name else shops[:1]
    if not found:
        raise NoShop
    return found[0]


def good_coded(koppontren: Koppontren, code: str) -> Good:
    """The good of this number. Raises Http404."""
    number = GOOD_CODE.fullmatch(code)
    rows = goods_of(koppontren).select_related("koppontren", "shop")
    good = rows.filter(number=int(number[1])).first() if number else None
    if good is None:
        raise Http404
    return good


def goods_coded(shop: Shop, codes: set[str]) -> dict[str, Good]:
    """The goods of these numbers in a shop. Raises GoodUnknown."""
    numbers = [int(code.removeprefix("B-")) for code in codes]
    rows = goods_of(shop.koppontren).filter(shop=shop, number__in=numbers)
    found = {good.code: good for good in rows}
    if missing := sorted(codes - set(found)):
        raise GoodUnknown(missing[0])
    return found


def place_coded(access: Access, code: str) -> Account | None:
    """The cash box or bank account of this code; None without one. Raises NotCashOfShop."""
    if not code:
        return None
    places = money_places(access.koppontren, access.user)
    found = next((account for account in places if account.code == code), None)
    if found is None:
        raise NotCashOfShop
    return found
