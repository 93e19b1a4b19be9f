"""Top-ups that wait for money, the ways they come by, and what an acquirer said."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from klinik.core.history import remembered
from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.models import Account
from klinik.finance.wallet.models.wallet import Wallet
from klinik.finance.wallet.topups.choices import Doubt, NoticeState, TopUpState, Way
from klinik.finance.wallet.topups.rules import ROUND
from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Acquirer", "Notice", "TopUp", "TopUpWays"]


@remembered()
class TopUpWays(models.Model):
    """Where transfers of guardians go, and the koppontren's own QRIS code."""

    koppontren = models.OneToOneField(
        Koppontren, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    bank = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    number_at_bank = models.CharField(max_length=40, blank=True, default="")
    va_prefix = models.CharField(max_length=10, blank=True, default="")
    qris = models.CharField(max_length=512, blank=True, default="")
    qris_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )

    objects: ClassVar[TenantQuerySet["TopUpWays"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ways_va_prefix_is_digits",
                condition=Q(va_prefix="") | Q(va_prefix__regex="^[0-9]{3,10}$"),
            ),
            models.CheckConstraint(
                name="ways_qris_has_an_account",
                condition=Q(qris="") | Q(qris_account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"ways {self.pk}"


class TopUp(models.Model):
    """What somebody is about to pay into a wallet; it is credited once, and never by itself.

    A transfer is recognised by its `amount`: what was asked and a code of 1 to 999 rupiah.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="top_ups", db_constraint=False
    )
    number = models.CharField(max_length=20)
    way = models.CharField(max_length=8, choices=Way)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=TopUpState, default=TopUpState.WAITING)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    entry_number = models.BigIntegerField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["TopUp"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="top_up_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="top_up_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(
                name="top_up_amount_once",
                fields=["koppontren", "amount"],
                condition=Q(way=Way.TRANSFER, state=TopUpState.WAITING),
            ),
            models.CheckConstraint(
                name="top_up_in_bounds", condition=Q(amount__gt=0, amount__lte=10**12)
            ),
            models.CheckConstraint(  # else it would wait for a stranger's round transfer
                name="top_up_with_a_code",
                condition=~Q(way=Way.TRANSFER, state=TopUpState.WAITING)
                | ~Q(Exact(F("amount") % ROUND, 0)),
            ),
            models.CheckConstraint(
                name="top_up_credited_by_an_entry",
                condition=Q(state=TopUpState.CREDITED, entry_number__isnull=False)
                | ~Q(state=TopUpState.CREDITED) & Q(entry_number=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        """Its money may still come."""
        return self.state == TopUpState.WAITING


class Acquirer(models.Model):
    """Whoever tells us that a QRIS was paid, and signs it with a secret of this koppontren."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    number = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=100)
    secret_sealed = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    SALT: ClassVar[str] = "klinik.wallet.acquirer"

    objects: ClassVar[TenantQuerySet["Acquirer"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="acquirer_one", fields=["koppontren"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """What the acquirer said of one payment; the same number twice is one notice."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    acquirer = models.ForeignKey(
        Acquirer, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    theirs = models.CharField(max_length=100)
    bill = models.CharField(max_length=50)
    amount = models.BigIntegerField()
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=NoticeState)
    doubt = models.CharField(max_length=7, choices=Doubt, blank=True, default="")
    top_up = models.ForeignKey(
        TopUp, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    entry_number = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(max_length=200, blank=True, default="")

    objects: ClassVar[TenantQuerySet["Notice"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="notice_once", fields=["koppontren", "acquirer", "theirs"]
            ),
            models.CheckConstraint(
                name="notice_in_bounds", condition=Q(amount__gt=0, amount__lte=10**12)
            ),
            models.CheckConstraint(
                name="notice_credited_by_an_entry",
                condition=Q(state=NoticeState.CREDITED, entry_number__isnull=False)
                | ~Q(state=NoticeState.CREDITED) & Q(entry_number=None),
            ),
        ]

    def __str__(self) -> str:
        return self.theirs
