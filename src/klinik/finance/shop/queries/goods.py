"""Which goods are meant, and what is known of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q

from klinik.core.lines import as_scanned
from klinik.finance.shop.models import Barcode, Good, Shop
from klinik.finance.shop.rules import GOOD_CODE
from klinik.finance.wallet.models import Category
from klinik.tenancy.models import Koppontren, TenantQuerySet

LOW, OUT, BELOW, ENDED = "menipis", "habis", "minus", "berhenti"


def goods_of(koppontren: Koppontren) -> TenantQuerySet[Good]:
    """Every good with what its list says of it."""
    return Good.objects.of(koppontren).select_related("category", "shop", "consignor__member")


def categories_of(koppontren: Koppontren) -> TenantQuerySet[Category]:
    """What goods can be for, as limits of wallets count them."""
    return Category.objects.of(koppontren).filter(is_used=True).order_by("name")


def barcode_of(shop: Shop, code: str) -> Barcode | None:
    """What this code stands for in the shop."""
    rows = Barcode.objects.of(shop.koppontren).filter(shop=shop, code=as_scanned(code))
    return rows.select_related("good").first()


def codes_of(shop: Shop) -> dict[str, Good]:
    """What every code of the shop stands for."""
    rows = Barcode.objects.of(shop.koppontren).filter(shop=shop).select_related("good")
    return {row.code: row.good for row in rows}


def good_by_code(shop: Shop, code: str) -> Good | None:
    """The good that somebody means by a barcode or by the number on its shelf."""
    known = barcode_of(shop, code)
    if known:
        return known.good
    number = GOOD_CODE.fullmatch(as_scanned(code))
    if number is None:
        return None
    return Good.objects.of(shop.koppontren).filter(shop=shop, number=int(number[1])).first()


def find_goods(koppontren: Koppontren, typed: str) -> TenantQuerySet[Good]:
    """The goods that somebody means who types or scans this; all for nothing.

    A barcode or the number of a shelf means its good; of anything else every word is in the name.
    """
    found = goods_of(koppontren)
    typed = typed.replace("\0", "")[:100].strip()
    if not typed:
        return found
    code = as_scanned(typed)
    by_code = Q(barcodes__code=code)
    if number := GOOD_CODE.fullmatch(code):
        by_code |= Q(number=int(number[1]))
    of_code = found.filter(by_code).distinct()
    if of_code.exists():
        return of_code
    for word in typed.split():
        found = found.filter(name__icontains=word)
    return found


@dataclass(frozen=True, slots=True)
class GoodChoice:
    """Which goods an address asks for: what was typed, a shop, a category, how much there is."""

    query: str
    shop: Shop | None
    category: Category | None
    state: str

    @classmethod
    def of(
        cls,
        asked: Mapping[str, Any],
        *,
        shops: "list[Shop]",
        categories: "list[Category]",
        state: str = "",
    ) -> "GoodChoice":
        """As the address says it; a shop or category that does not exist is left out."""
        state = state or asked.get("stok", "")
        return cls(
            asked.get("q", ""),
            next((shop for shop in shops if str(shop.pk) == asked.get("toko")), None),
            next((row for row in categories if str(row.pk) == asked.get("kategori")), None),
            state if state in {LOW, OUT, BELOW, ENDED} else "",
        )

    @property
    def is_filtered(self) -> bool:
        """Something was asked for."""
        return bool(self.query or self.shop or self.category or self.state)

    @property
    def said(self) -> list[str]:
        """In words, for a file."""
        return [self.query, *(str(one) for one in (self.shop, self.category) if one), self.state]

    def rows(self, koppontren: Koppontren) -> TenantQuerySet[Good]:
        """The goods that are meant; those that ended only when they are asked for."""
        rows = find_goods(koppontren, self.query)
        rows = rows.filter(ended_at__isnull=self.state != ENDED)
        if self.shop:
            rows = rows.filter(shop=self.shop)
        if self.category:
            rows = rows.filter(category=self.category)
        how_much = {
            LOW: Q(low_at__isnull=False, quantity__lte=F("low_at")),
            OUT: Q(quantity__lte=0),
            BELOW: Q(quantity__lt=0),
        }
        return rows.filter(how_much[self.state]) if self.state in how_much else rows


class PriceBefore(NamedTuple):
    """What a good cost from a moment on, until it was priced anew."""

    since: datetime
    price: int
    member_price: int | None
    wholesale_price: int | None
    wholesale_from: int | None


def prices_before(good: Good, *, limit: int = 20) -> list[PriceBefore]:
    """The prices of a good, the newest first: what holds now among them."""
    events = Good.pgh_event_model.objects.filter(pgh_obj_id=good.pk)  # type: ignore[attr-defined]  # pghistory's
    fields = ("price_set_at", "price", "member_price", "wholesale_price", "wholesale_from")
    found = {row[0]: PriceBefore(*row) for row in events.order_by("pgh_id").values_list(*fields)}
    return sorted(found.values(), key=lambda row: row.since, reverse=True)[:limit]
