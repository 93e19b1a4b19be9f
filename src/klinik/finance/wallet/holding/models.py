"""Money held back for an order: it leaves the wallet at once, and is paid, or comes back, once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from klinik.finance.wallet.holding.choices import HoldState
from klinik.finance.wallet.models.setup import Category
from klinik.finance.wallet.models.wallet import Wallet
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Hold", "HoldState"]


class Hold(models.Model):
    """`amount` rupiah for an order; of it `captured` was paid, and the rest went back."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="holds", db_constraint=False
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    about = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=HoldState, default=HoldState.HELD)
    on = models.DateField(db_column="on_date")
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Hold"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="hold_request_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(
                name="hold_pays_no_more_than_it_holds",
                condition=Q(amount__gt=0, captured__gte=0, captured__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="hold_ends_once",
                condition=Q(state=HoldState.HELD, captured=0, ended_at=None)
                | Q(state=HoldState.CAPTURED, captured__gt=0, ended_at__isnull=False)
                | Q(
                    state__in=[HoldState.RELEASED, HoldState.EXPIRED],
                    captured=0,
                    ended_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.amount}"

    @property
    def is_held(self) -> bool:
        """It may still be paid or released."""
        return self.state == HoldState.HELD and self.expires_at > timezone.now()
