"""A fee that comes again each month, which wallets pay it, and what was taken or was not there."""

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.finance.ledger.models import Account
from klinik.finance.wallet.models.wallet import Wallet
from klinik.finance.wallet.standing.rules import month_after
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["FeeOrder", "FeePayer", "FeeTaken"]


class FeeOrder(models.Model):
    """A monthly fee, and the account that it goes to: income, or a debt to the pesantren."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    number = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=60)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # By itself: on this day of each month, in the name of whoever said so; `through` is the last
    # month that is done or was left to people. `ran_at` and what follows: the last time.
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    day_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    through = models.DateField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    ran_paid = models.PositiveIntegerField(default=0, db_default=0)
    ran_missing = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[TenantQuerySet["FeeOrder"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="fee_order_name_once",
                fields=["koppontren", "name"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="fee_order_day_of_every_month",
                condition=Q(day=None)
                | Q(day__gte=1, day__lte=28, day_by__isnull=False, through__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("wallet:fee", args=[self.koppontren.slug, self.number])

    @property
    def next_on(self) -> date | None:
        """On which day it is taken by itself next; None: only people take it."""
        if self.day is None or self.through is None or self.ended_at is not None:
            return None
        return month_after(self.through).replace(day=self.day)


class FeePayer(models.Model):
    """A wallet that pays a fee, and how many rupiah a month."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        FeeOrder, on_delete=models.PROTECT, related_name="payers", db_constraint=False
    )
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["FeePayer"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fee_payer_once", fields=["koppontren", "order", "wallet"]
            ),
            models.CheckConstraint(
                name="fee_payer_in_bounds", condition=Q(amount__gt=0, amount__lte=10**12)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wallet_id} {self.amount}"


class FeeTaken(models.Model):
    """A month's fee of a wallet: taken by an entry, or not there yet (`entry_number` None)."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        FeeOrder, on_delete=models.PROTECT, related_name="taken", db_constraint=False
    )
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    month = models.DateField()
    amount = models.BigIntegerField()
    entry_number = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["FeeTaken"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fee_taken_once", fields=["koppontren", "order", "wallet", "month"]
            ),
            models.CheckConstraint(name="fee_taken_of_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.wallet_id} {self.month:%Y-%m}"
