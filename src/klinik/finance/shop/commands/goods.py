"""The catalogue: adding, changing, pricing and ending goods, their codes and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from klinik.core.history import acting
from klinik.core.lines import as_scanned
from klinik.core.writing import files_with_rows, write
from klinik.finance.ledger.commands import hold_book
from klinik.finance.shop.models import Barcode, Consignor, Good, Shop
from klinik.finance.shop.queries import barcode_of
from klinik.finance.shop.refusals import (
    BadPrices,
    CodeTakenByGood,
    GoodEnded,
    GoodNameTaken,
    NotACode,
    PartnerEnded,
    ShopRequestReused,
    StillInStock,
    UnevenPrice,
)
from klinik.finance.shop.rules import (
    GOOD_CODE,
    PER_UNIT,
    even_prices,
    is_code,
    measured,
)
from klinik.finance.wallet.models import Category
from klinik.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What one unit costs in rupiah: usually, for members, and from so many thousandths on."""

    price: int
    member_price: int | None = None
    wholesale_price: int | None = None
    wholesale_from: int | None = None

    def refuse_dearer(self) -> None:
        """A price for some is no dearer than that for all. Raises BadPrices."""
        others = (self.member_price, self.wholesale_price)
        if any(price is not None and price > self.price for price in others) or (
            self.wholesale_price is None
        ) != (self.wholesale_from is None):
            raise BadPrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code and what it stands for: so many thousandths, at a price of its own or none."""

    code: str
    quantity: int = PER_UNIT
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a good is, apart from its prices."""

    name: str
    category: Category
    unit_name: str = "pcs"
    low_at: int | None = None
    consignor: Consignor | None = None
    consign_price: int | None = None
    codes: Sequence[Code] = field(default=())

    @property
    def values(self) -> dict[str, Any]:
        """By the fields of a good."""
        names = ("name", "category", "unit_name", "low_at", "consignor", "consign_price")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def add_good(shop: Shop, facts: Facts, prices: Prices, *, request_id: UUID, by: User) -> Good:
    """Add a good, of which there is nothing yet. The same request twice is one good.

    Raises GoodNameTaken, CodeTakenByGood, NotACode, BadPrices, PartnerEnded, ShopRequestReused.
    """
    koppontren = shop.koppontren
    prices.refuse_dearer()
    hold_book(koppontren)  # one number after the other
    goods = Good.objects.of(koppontren)
    known = goods.filter(request_id=request_id).first()
    if known:
        if (known.shop_id, known.name, known.price) != (shop.pk, facts.name, prices.price):
            raise ShopRequestReused
        return known
    _refuse_ended(facts.consignor)
    last = goods.aggregate(last=Max("number"))["last"] or 0
    with acting(by.pk):
        try:
            with transaction.atomic():
                good = Good.objects.create(
                    koppontren=koppontren,
                    shop=shop,
                    number=last + 1,
                    price_set_at=timezone.now(),
                    request_id=request_id,
                    **facts.values,
                    **_fields(prices),
                )
        except IntegrityError as error:
            raise _name_taken(shop, facts.name, error) from error
        for code in facts.codes:
            add_barcode(good, code, by=by)
    return good


@transaction.atomic
def change_good(good: Good, facts: Facts, *, by: User) -> Good:
    """Put right what a good is; its codes have commands of their own.

    Raises GoodNameTaken, StillInStock where it shall belong to somebody else.
    """
    row = _locked(good)
    if facts.consignor != row.consignor and (row.quantity or row.value):
        raise StillInStock(row.name, quantity=measured(row.quantity))
    for name, value in facts.values.items():
        setattr(row, name, value)
    with acting(by.pk):
        try:
            with transaction.atomic():
                row.save(update_fields=list(facts.values))
        except IntegrityError as error:
            raise _name_taken(row.shop, facts.name, error) from error
    return row


@transaction.atomic
def set_price(good: Good, prices: Prices, *, by: User) -> Good:
    """Sell a good at other prices from now on; those of before stay in its history.

    Raises BadPrices.
    """
    prices.refuse_dearer()
    row = _locked(good)
    values = _fields(prices)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.price_set_at = timezone.now()
    with acting(by.pk):
        row.save(update_fields=[*values, "price_set_at"])
    return row


@transaction.atomic
def end_good(good: Good, *, by: User) -> Good:
    """Sell a good no more; what happened with it stays. Raises StillInStock."""
    hold_book(good.koppontren)
    row = _locked(good)
    if row.ended_at:
        return row
    if row.quantity:
        raise StillInStock(row.name, quantity=measured(row.quantity))
    row.ended_at = timezone.now()
    with acting(by.pk):
        row.save(update_fields=["ended_at"])
    return row


@transaction.atomic
def bring_back(good: Good, *, by: User) -> Good:
    """Sell a good again that was ended. Raises GoodNameTaken, PartnerEnded."""
    row = _locked(good)
    _refuse_ended(row.consignor)
    row.ended_at = None
    with acting(by.pk):
        try:
            with transaction.atomic():
                row.save(update_fields=["ended_at"])
        except IntegrityError as error:
            raise _name_taken(row.shop, row.name, error) from error
    return row


@transaction.atomic
def add_barcode(good: Good, code: Code, *, by: User) -> Barcode:
    """Let a scanner know a good, or a carton of it, by a code. Done twice, it is one code.

    Raises NotACode, CodeTakenByGood, GoodEnded, UnevenPrice.
    """
    tidied = as_scanned(code.code)
    if not is_code(tidied) or GOOD_CODE.fullmatch(tidied):
        raise NotACode
    if not good.is_sold:
        raise GoodEnded(good.name)
    lower, upper = even_prices(code.price or 0, code.quantity)
    if lower != upper and barcode_of(good.shop, tidied) is None:
        raise UnevenPrice(lower, upper)
    try:
        with transaction.atomic():
            return Barcode.objects.create(
                koppontren=good.koppontren,
                shop=good.shop,
                good=good,
                code=tidied,
                quantity=code.quantity,
                price=code.price,
            )
    except IntegrityError:
        known = barcode_of(good.shop, tidied)
        if known is None:
            raise
        if (known.good_id, known.quantity, known.price) == (good.pk, code.quantity, code.price):
            return known
        raise CodeTakenByGood(tidied, good=known.good.name) from None


def drop_barcode(good: Good, code: str, *, by: User) -> None:
    """A scanner does not find the good by this code any more."""
    Barcode.objects.of(good.koppontren).filter(good=good, code=as_scanned(code)).delete()


@files_with_rows()
@transaction.atomic
def keep_photo(good: Good, photo: "ContentFile[bytes] | None", *, by: User) -> None:
    """Keep a picture that was drawn anew in place of the one before, or take it away with None."""
    row = _locked(good)
    before, storage = str(row.photo.name or ""), row.photo.storage
    if photo:
        write(row.photo, photo)
    else:
        row.photo = ""
    with acting(by.pk):
        row.save(update_fields=["photo"])
    if before:
        transaction.on_commit(lambda: storage.delete(before))


def _locked(good: Good) -> Good:
    rows = Good.objects.of(good.koppontren).select_related("shop", "consignor")
    return rows.select_for_update(of=["self"], no_key=True).get(pk=good.pk)


def _refuse_ended(consignor: Consignor | None) -> None:
    if consignor and consignor.ended_at:
        raise PartnerEnded(str(consignor))


def _fields(prices: Prices) -> dict[str, int | None]:
    names = ("price", "member_price", "wholesale_price", "wholesale_from")
    return {name: getattr(prices, name) for name in names}


def _name_taken(shop: Shop, name: str, error: IntegrityError) -> Exception:
    sold = Good.objects.of(shop.koppontren).filter(shop=shop, ended_at=None)
    return GoodNameTaken(name) if sold.filter(name__iexact=name).exists() else error
