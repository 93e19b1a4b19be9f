"""What was bought, from whom, what went back, and what was paid of it; never changed afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.models import Account
from klinik.finance.shop.models.goods import Good
from klinik.finance.shop.models.partners import Supplier
from klinik.finance.shop.models.shop import Shop
from klinik.finance.shop.rules import MOST
from klinik.tenancy.models import Koppontren, TenantQuerySet

PAPER_LENGTH, WHY_LENGTH = 50, 200


def a_person() -> models.ForeignKey[models.Model, models.Model]:
    """Who did it."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


def place_of_money(*, may_lack: bool = True) -> models.ForeignKey[Account, Account]:
    """Where cash came from or went; without one it is owed."""
    return models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=may_lack,
        blank=may_lack,
        related_name="+",
        db_constraint=False,
    )


class Purchase(models.Model):
    """Goods that came in for money: paid at once from `paid_from`, or owed to the supplier."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="purchases", db_constraint=False
    )
    supplier = models.ForeignKey(
        Supplier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        db_constraint=False,
    )
    request_id = models.UUIDField()
    on = models.DateField(db_column="on_date")
    paper = models.CharField(max_length=PAPER_LENGTH, blank=True)
    paid_from = place_of_money()
    due_on = models.DateField(null=True, blank=True)
    total = models.BigIntegerField()
    entry_number = models.BigIntegerField()
    by = a_person()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Purchase"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="purchase_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="purchase_of_something", condition=Q(total__gt=0, total__lte=MAX_AMOUNT)
            ),
            models.CheckConstraint(
                name="purchase_paid_or_owed",
                condition=Q(paid_from__isnull=False, due_on=None)
                | Q(paid_from=None, supplier__isnull=False),
            ),
        ]
        indexes = [models.Index(name="purchase_by_day", fields=["koppontren", "-on", "-id"])]

    def __str__(self) -> str:
        return f"{self.on} {self.total}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("shop:purchase", args=[self.koppontren.slug, self.request_id])


class PurchaseLine(models.Model):
    """So much of a good for `cost` rupiah in all; it keeps until `expires_on`."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    n = models.PositiveSmallIntegerField()
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, related_name="purchases", db_constraint=False
    )
    quantity = models.BigIntegerField()
    cost = models.BigIntegerField()
    expires_on = models.DateField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["PurchaseLine"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["purchase", "n"]
        constraints = [
            models.UniqueConstraint(
                name="purchase_line_once", fields=["koppontren", "purchase", "n"]
            ),
            models.CheckConstraint(
                name="purchase_line_of_something",
                condition=Q(quantity__gt=0, quantity__lte=MOST)
                & Q(cost__gte=0, cost__lte=MAX_AMOUNT),
            ),
        ]
        indexes = [
            models.Index(
                name="purchase_line_expires",
                fields=["koppontren", "expires_on"],
                condition=Q(expires_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.good_id} {self.quantity}"


class PurchaseReturn(models.Model):
    """Goods that went back: the supplier is owed less, or paid money back into `paid_to`."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, related_name="returns", db_constraint=False
    )
    request_id = models.UUIDField()
    on = models.DateField(db_column="on_date")
    paid_to = place_of_money()
    total = models.BigIntegerField()
    why = models.CharField(max_length=WHY_LENGTH)
    entry_number = models.BigIntegerField()
    by = a_person()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["PurchaseReturn"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="return_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="return_in_bounds", condition=Q(total__gt=0, total__lte=MAX_AMOUNT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.total}"


class ReturnLine(models.Model):
    """So much of a line of the purchase went back, for `refund` rupiah in all."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    given_back = models.ForeignKey(
        PurchaseReturn, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    line = models.ForeignKey(
        PurchaseLine, on_delete=models.PROTECT, related_name="returns", db_constraint=False
    )
    quantity = models.BigIntegerField()
    refund = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["ReturnLine"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="return_line_once", fields=["koppontren", "given_back", "line"]
            ),
            models.CheckConstraint(
                name="return_line_of_something",
                condition=Q(quantity__gt=0, quantity__lte=MOST)
                & Q(refund__gte=0, refund__lte=MAX_AMOUNT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"


class Payment(models.Model):
    """Money that a supplier got for goods that were owed."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    request_id = models.UUIDField()
    on = models.DateField(db_column="on_date")
    amount = models.BigIntegerField()
    paid_from = place_of_money(may_lack=False)
    entry_number = models.BigIntegerField()
    by = a_person()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Payment"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "shop_supplierpayment"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="payment_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="payment_in_bounds", condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class Settlement(models.Model):
    """Money that a consignor got for goods that were sold for them."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    consignor = models.ForeignKey(
        "shop.Consignor", on_delete=models.PROTECT, related_name="settlements", db_constraint=False
    )
    request_id = models.UUIDField()
    on = models.DateField(db_column="on_date")
    amount = models.BigIntegerField()
    paid_from = place_of_money(may_lack=False)
    entry_number = models.BigIntegerField()
    by = a_person()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Settlement"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="settlement_in_bounds", condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
