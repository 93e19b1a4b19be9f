"""What was done to many wallets at once, kept as it was said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Batch", "BatchKind"]


class Batch(models.Model):
    """Wallets by number with rupiah, recorded together: an entry for each, all or nothing."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=BatchKind)
    amounts = models.JSONField()
    wallets = models.PositiveIntegerField()
    total = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["Batch"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="batch_request_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(
                name="batch_moves_something", condition=Q(wallets__gt=0, total__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.total}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("wallet:batch", args=[self.koppontren.slug, self.request_id])
