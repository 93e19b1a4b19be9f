"""Questions about shops and goods that more than one place asks."""

from klinik.finance.shop.queries.goods import (
    GoodChoice,
    barcode_of,
    categories_of,
    codes_of,
    find_goods,
    good_by_code,
    goods_of,
    prices_before,
)
from klinik.finance.shop.queries.shops import (
    accounts_of,
    all_shops,
    money_places,
    shops_of,
    units_without_shop,
)

__all__ = [
    "GoodChoice",
    "accounts_of",
    "all_shops",
    "barcode_of",
    "categories_of",
    "codes_of",
    "find_goods",
    "good_by_code",
    "goods_of",
    "money_places",
    "prices_before",
    "shops_of",
    "units_without_shop",
]
