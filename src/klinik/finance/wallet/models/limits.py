"""How much a wallet may spend, and how much it has."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from klinik.core.history import remembered
from klinik.finance.wallet.choices import Period
from klinik.finance.wallet.models.setup import Category
from klinik.finance.wallet.models.wallet import Wallet
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Limit", "OfflineUse", "Period", "Spent"]
MOST = 10**15


@remembered()
class Limit(models.Model):
    """Up to how many rupiah in a period; what holds is the least of a wallet's and everybody's.

    Without a wallet it is the pesantren's ceiling for all; without a category it is for
    everything that is not exempt.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    wallet = models.ForeignKey(
        Wallet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="limits",
        db_constraint=False,
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    period = models.CharField(max_length=5, choices=Period)
    amount = models.BigIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[TenantQuerySet["Limit"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["category__name", "period"]
        constraints = [
            models.UniqueConstraint(
                name="wallet_limit_once",
                fields=["koppontren", "wallet", "category", "period"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="wallet_limit_in_bounds", condition=Q(amount__gte=0, amount__lte=MOST)
            ),
            models.CheckConstraint(
                name="wallet_limit_period_known", condition=Q(period__in=sorted(Period))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.amount}"


class Spent(models.Model):
    """What a wallet spent in a period, and what it might at most: the truth of every limit.

    Written by the functions of `sql/allow.sql` alone. Of every day there is a row, so that a
    limit that is set in the middle of a week knows what the week has cost so far.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    wallet = models.ForeignKey(
        Wallet,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    period = models.CharField(max_length=5, choices=Period)
    starts_on = models.DateField()
    spent = models.BigIntegerField()
    most = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["Spent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wallet_spent_once",
                fields=["koppontren", "wallet", "period", "starts_on", "category"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="wallet_spent_within_limit",
                condition=Q(spent__gte=0, spent__lte=F("most"), most__lte=MOST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.starts_on}: {self.spent}"


class OfflineUse(models.Model):
    """What a wallet paid on a day at a device that could ask nobody, and what it might at most."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    wallet = models.ForeignKey(
        Wallet,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    device = models.CharField(max_length=100)
    on = models.DateField(db_column="on_date")
    amount = models.BigIntegerField()
    most = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["OfflineUse"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wallet_offline_once", fields=["koppontren", "wallet", "on", "device"]
            ),
            models.CheckConstraint(
                name="wallet_offline_within_allowance",
                condition=Q(amount__gte=0, amount__lte=F("most")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.on}: {self.amount}"
