"""A shop, and the accounts of its unit that it writes on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.core.history import remembered
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.shop.rules import NAME_LENGTH, WHOLE
from klinik.tenancy.models import Koppontren, TenantQuerySet

# What the books need of a shop is not its history.
OF_BOOKS = (
    *("stock", "cost", "income", "discounts", "payable", "qris", "difference", "consigned"),
    *("capital", "undetailed"),
)


def account_of(
    *, once: bool = False, may_lack: bool = False
) -> models.ForeignKey[Account, Account]:
    """A key to an account of the shop's unit; migrations make it one within the tenant."""
    kind = models.OneToOneField if once else models.ForeignKey
    return kind(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        null=may_lack,
        blank=may_lack,
    )


@remembered(*OF_BOOKS)
class Shop(models.Model):
    """A shop of one unit. `stock` holds the value of all its goods, and `undetailed` of it what the
    books held before the goods were known one by one.

    `max_discount` is what a cashier gives alone, in basis points of the price.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    stock = account_of(once=True)
    cost = account_of()
    income = account_of()
    discounts = account_of(may_lack=True)
    payable = account_of()
    qris = account_of()
    difference = account_of()
    consigned = account_of(may_lack=True)  # control account of what consignors are owed
    capital = account_of(may_lack=True)  # for goods that were there before the books knew them
    undetailed = models.BigIntegerField(default=0, db_default=0)
    max_discount = models.PositiveIntegerField(default=1000, db_default=1000)
    is_used = models.BooleanField(default=True, db_default=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Shop"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="shop_name_once", fields=["koppontren", "name"]),
            models.CheckConstraint(
                name="shop_discount_of_the_price", condition=Q(max_discount__lte=WHOLE)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its goods."""
        return reverse("shop:goods", args=[self.koppontren.slug])
