"""Who was there: kept apart from money, and no amount in it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from klinik.finance.wallet.models.cards import Card
from klinik.finance.wallet.scans.choices import ScanKind
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Scan", "ScanKind"]


class Scan(models.Model):
    """A card was shown on a day, for a meal or to be counted; once for each of them and day."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=ScanKind)
    on = models.DateField(db_column="on_date")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField(null=True)

    objects: ClassVar[TenantQuerySet["Scan"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="scan_once_a_day", fields=["koppontren", "on", "kind", "card"]
            ),
            models.UniqueConstraint(name="scan_request_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(name="scan_kind_known", condition=Q(kind__in=sorted(ScanKind))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
