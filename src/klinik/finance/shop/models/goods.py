"""What a shop sells: goods with prices, and the codes by which a scanner knows them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from klinik.core.history import remembered
from klinik.core.money import MAX_AMOUNT
from klinik.finance.shop.models.partners import Consignor
from klinik.finance.shop.models.shop import Shop
from klinik.finance.shop.rules import (
    CODE,
    MOST,
    NAME_LENGTH,
    PER_UNIT,
    UNIT_LENGTH,
    average,
    good_code,
)
from klinik.finance.wallet.models import Category
from klinik.tenancy.models import Koppontren, TenantQuerySet


@remembered("request_id", "quantity", "value", "last_cost")
class Good(models.Model):
    """One good of a shop: quantities in thousandths of its unit, money in whole rupiah.

    `quantity` and `value` are the stock and what it is worth, below zero where more was sold than
    the books knew of; `last_cost` is what one unit cost when it last came in. Goods of a consignor
    are worth nothing here: for each unit sold they are owed `consign_price`.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="goods", db_constraint=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    unit_name = models.CharField(max_length=UNIT_LENGTH, default="pcs")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    price = models.BigIntegerField()
    member_price = models.BigIntegerField(null=True, blank=True)
    wholesale_price = models.BigIntegerField(null=True, blank=True)
    wholesale_from = models.BigIntegerField(null=True, blank=True)
    quantity = models.BigIntegerField(default=0, db_default=0)
    value = models.BigIntegerField(default=0, db_default=0)
    last_cost = models.BigIntegerField(default=0, db_default=0)
    low_at = models.BigIntegerField(null=True, blank=True)
    consignor = models.ForeignKey(
        Consignor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="goods",
        db_constraint=False,
    )
    consign_price = models.BigIntegerField(null=True, blank=True)
    photo = models.FileField(upload_to="barang/%Y/%m", blank=True, default="", db_default="")
    price_set_at = models.DateTimeField()
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Good"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="good_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(name="good_request_once", fields=["koppontren", "request_id"]),
            # Two goods of one name would be mistaken for each other; one that ended gives it free.
            models.UniqueConstraint(
                "koppontren",
                "shop",
                Upper("name"),
                name="good_name_once",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="good_prices_in_bounds",
                condition=Q(price__gte=0, price__lte=MAX_AMOUNT)
                & (Q(member_price=None) | Q(member_price__gte=0, member_price__lte=F("price"))),
            ),
            models.CheckConstraint(
                name="good_wholesale_whole",
                condition=Q(wholesale_price=None, wholesale_from=None)
                | Q(
                    wholesale_price__gte=0,
                    wholesale_price__lte=F("price"),
                    wholesale_from__gt=0,
                    wholesale_from__lte=MOST,
                ),
            ),
            models.CheckConstraint(
                name="good_value_of_its_stock",
                condition=Q(quantity=0, value=0)
                | Q(quantity__gt=0, quantity__lte=MOST, value__gte=0, value__lte=MAX_AMOUNT)
                | Q(quantity__lt=0, quantity__gte=-MOST, value__lte=0, value__gte=-MAX_AMOUNT),
            ),
            models.CheckConstraint(
                name="good_of_a_consignor_is_worth_nothing",
                condition=Q(consignor=None, consign_price=None)
                | Q(
                    consignor__isnull=False,
                    consign_price__gte=0,
                    consign_price__lte=MAX_AMOUNT,
                    value=0,
                    last_cost=0,
                ),
            ),
            models.CheckConstraint(
                name="good_low_at_in_bounds",
                condition=Q(low_at=None) | Q(low_at__gte=0, low_at__lte=MOST),
            ),
        ]
        indexes = [models.Index(name="good_by_name", fields=["koppontren", "shop", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("shop:good", args=[self.koppontren.slug, self.code])

    @property
    def code(self) -> str:
        """What its shelf says where it has no barcode: B-0001."""
        return good_code(self.number)

    @property
    def is_sold(self) -> bool:
        """It was not taken out of the shop."""
        return self.ended_at is None

    @property
    def unit_cost(self) -> int:
        """What one unit is worth on the shelf, in rupiah; without stock, what it cost last."""
        return average(self.quantity, self.value, self.last_cost)

    @property
    def is_low(self) -> bool:
        """There is as little of it as somebody wanted to be told."""
        return self.low_at is not None and self.quantity <= self.low_at


class Barcode(models.Model):
    """What a scanner reads from a good, or from a carton of it: `quantity` thousandths each.

    A carton has a price of its own, or that of what is in it.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, related_name="barcodes", db_constraint=False
    )
    code = models.CharField(max_length=40)
    quantity = models.BigIntegerField(default=PER_UNIT, db_default=PER_UNIT)
    price = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Barcode"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["quantity", "code"]
        constraints = [
            models.UniqueConstraint(name="barcode_once", fields=["koppontren", "shop", "code"]),
            models.CheckConstraint(name="barcode_is_a_code", condition=Q(code__regex=CODE)),
            models.CheckConstraint(
                name="barcode_in_bounds",
                condition=Q(quantity__gt=0, quantity__lte=MOST)
                & (Q(price=None) | Q(price__gte=0, price__lte=MAX_AMOUNT)),
            ),
            models.CheckConstraint(
                name="barcode_price_even",
                condition=Q(price=None) | Q(Exact(F("price") * PER_UNIT % F("quantity"), 0)),
            ),
        ]

    def __str__(self) -> str:
        return self.code
