"""The cards by which wallets pay: a QR code or the number of an NFC chip, never money."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from klinik.core.history import remembered
from klinik.finance.wallet.choices import CardKind
from klinik.finance.wallet.models.wallet import Wallet
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Card", "CardKind"]


class CardCode(models.Func):
    """What the QR code of a new card says: DMP and 48 random bits, for scanners that type."""

    template = "upper('DMP' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))"
    output_field = models.CharField()


@remembered("request_id")
class Card(models.Model):
    """A card of a wallet: good while it is neither blocked nor ended. Blocked by nobody: a rule."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="cards", db_constraint=False
    )
    kind = models.CharField(max_length=3, choices=CardKind)
    code = models.CharField(max_length=40, db_default=CardCode())
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    blocked_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Card"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="card_code_once", fields=["koppontren", "code"]),
            models.UniqueConstraint(name="card_request_once", fields=["koppontren", "request_id"]),
            models.UniqueConstraint(
                name="card_one_of_a_wallet",
                fields=["koppontren", "wallet"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="card_code_is_plain", condition=Q(code__regex="^[0-9A-Z][0-9A-Z:-]{3,39}$")
            ),
            models.CheckConstraint(name="card_kind_known", condition=Q(kind__in=sorted(CardKind))),
            models.CheckConstraint(
                name="card_blocked_with_a_reason",
                condition=Q(blocked_at=None, blocked_by=None, blocked_why="")
                | Q(blocked_at__isnull=False) & ~Q(blocked_why=""),
            ),
            models.CheckConstraint(
                name="card_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_good(self) -> bool:
        """Whether it pays."""
        return self.blocked_at is None and self.ended_at is None

    @property
    def is_blocked(self) -> bool:
        """It is in use, and pays nothing until it is released."""
        return self.blocked_at is not None and self.ended_at is None
