"""A shop's settings; closing a shop, ending suppliers and consignors, and bringing them back.

Nothing is deleted: what happened stays in the books and in the history. What ends has nothing left
open, because nobody would look for it there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.core.history import acting
from klinik.finance.ledger.commands import hold_book
from klinik.finance.shop.commands.goods import end_good
from klinik.finance.shop.commands.moving import refused_by
from klinik.finance.shop.models import Consignor, Good, Shop, Supplier
from klinik.finance.shop.queries.buying import owed_to
from klinik.finance.shop.queries.shops import left_in, open_accounts_with, open_till_of
from klinik.finance.shop.refusals import (
    CountUnderWay,
    ShopNameTaken,
    ShopTillOpen,
    StillInStock,
    StillOwed,
)
from klinik.finance.shop.rules import measured
from klinik.people.models import User


@transaction.atomic
def change_shop(shop: Shop, *, name: str, max_discount: int, by: User) -> Shop:
    """Call a shop otherwise, or let its cashiers take more or less off (basis points) alone.

    Raises ShopNameTaken.
    """
    shop = _locked(shop)
    others = Shop.objects.of(shop.koppontren).exclude(pk=shop.pk)
    if others.filter(name=name).exists():
        raise ShopNameTaken(name)
    shop.name, shop.max_discount = name, max_discount
    with _refused(), acting(by.pk):
        shop.save(update_fields=["name", "max_discount"])
    return shop


@transaction.atomic
def close_shop(shop: Shop, *, by: User) -> Shop:
    """Use a shop no more; its books stay. Done twice is once.

    Raises ShopTillOpen, CountUnderWay, StillInStock, StillOwed.
    """
    hold_book(shop.koppontren)
    shop = _locked(shop)
    if not shop.is_used:
        return shop
    _refuse_open(shop)
    shop.is_used = False
    with _refused(), acting(by.pk):
        shop.save(update_fields=["is_used"])
    return shop


@transaction.atomic
def reopen_shop(shop: Shop, *, by: User) -> Shop:
    """Use a shop again that was closed. Done twice is once."""
    shop = _locked(shop)
    shop.is_used = True
    with acting(by.pk):
        shop.save(update_fields=["is_used"])
    return shop


@transaction.atomic
def end_supplier(supplier: Supplier, *, by: User) -> None:
    """Buy from somebody no more. Done twice is once. Raises StillOwed."""
    hold_book(supplier.koppontren)
    row = Supplier.objects.of(supplier.koppontren).select_for_update().get(pk=supplier.pk)
    if row.ended_at:
        return
    if owed := owed_to(row):
        raise StillOwed(row.name, owed)
    row.ended_at = timezone.now()
    with _refused(), acting(by.pk):
        row.save(update_fields=["ended_at"])


@transaction.atomic
def end_consignor(consignor: Consignor, *, by: User) -> None:
    """Sell for somebody no more: their goods, of which nothing is left, end too.

    Done twice is once. Raises StillInStock, StillOwed.
    """
    hold_book(consignor.koppontren)
    row = _locked_consignor(consignor)
    if row.ended_at:
        return
    row.account.refresh_from_db(fields=["debits", "credits"])
    if row.account.balance:
        raise StillOwed(str(row), row.account.balance)
    for good in Good.objects.of(row.koppontren).filter(consignor=row, ended_at=None):
        end_good(good, by=by)
    row.ended_at = timezone.now()
    with _refused(), acting(by.pk):
        row.save(update_fields=["ended_at"])


@transaction.atomic
def bring_back_supplier(supplier: Supplier, *, by: User) -> None:
    """Buy from somebody again. Done twice is once."""
    row = Supplier.objects.of(supplier.koppontren).select_for_update().get(pk=supplier.pk)
    row.ended_at = None
    with acting(by.pk):
        row.save(update_fields=["ended_at"])


@transaction.atomic
def bring_back_consignor(consignor: Consignor, *, by: User) -> None:
    """Sell for somebody again; each of their goods is brought back by itself."""
    row = _locked_consignor(consignor)
    row.ended_at = None
    with acting(by.pk):
        row.save(update_fields=["ended_at"])


def _refuse_open(shop: Shop) -> None:
    if till := open_till_of(shop):
        raise ShopTillOpen(str(till.drawer), till.teller.name)
    if shop.counts.filter(decided_at=None).exists():
        raise CountUnderWay
    if good := left_in(shop):
        raise StillInStock(good.name, quantity=measured(good.quantity))
    if still := open_accounts_with(shop):
        raise StillOwed(*still)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refused_by(error) from error


def _locked(shop: Shop) -> Shop:
    rows = Shop.objects.of(shop.koppontren).select_related("koppontren", "unit")
    return rows.select_for_update(of=["self"], no_key=True).get(pk=shop.pk)


def _locked_consignor(consignor: Consignor) -> Consignor:
    rows = Consignor.objects.of(consignor.koppontren).select_related("member", "account")
    return rows.select_for_update(of=["self"], no_key=True).get(pk=consignor.pk)
