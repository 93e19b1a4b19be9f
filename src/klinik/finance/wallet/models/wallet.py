"""A member's pocket money; the money itself is the ledger's account."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Wallet(models.Model):
    """One member's pocket money, with what they owe and what is held back for orders beside it.

    `owed_account` and `held_account` are opened when they are first needed.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.OneToOneField(
        Member, on_delete=models.PROTECT, related_name="wallet", db_constraint=False
    )
    number = models.CharField(max_length=20)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="wallet", db_constraint=False
    )
    owed_account = models.OneToOneField(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    held_account = models.OneToOneField(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    pin_hash = models.CharField(max_length=128, blank=True, default="", db_default="")
    pin_tries = models.PositiveSmallIntegerField(default=0, db_default=0)  # wrong ones in a row
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Wallet"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="wallet_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="wallet_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="wallet_closed_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page at the counter."""
        return reverse("wallet:wallet", args=[self.koppontren.slug, self.number])

    @property
    def is_open(self) -> bool:
        """Whether money comes and goes."""
        return self.closed_on is None

    @property
    def has_pin(self) -> bool:
        """Whether the owner types a PIN when paying."""
        return bool(self.pin_hash)
