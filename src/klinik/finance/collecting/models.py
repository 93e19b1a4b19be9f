"""Who collects from which group, and what was collected away from the counter."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from klinik.finance.counter.models import Group
from klinik.finance.savings.models import SavingsAccount
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Round(models.Model):
    """A collector goes to the members of a group, until somebody ends it."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="rounds", db_constraint=False
    )
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Round"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["group__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_once",
                fields=["koppontren", "group", "collector"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="round_ended_whole",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.collector_id}"


class Receipt(models.Model):
    """One payment that a collector took, as the phone wrote it down; it stays so.

    `taken_at` is when the cash was taken as far as that can be known; `said_at` what the phone's
    own clock said, which differs from it where that clock was wrong.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    savings = models.ForeignKey(
        SavingsAccount, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField()
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    arrived_at = models.DateTimeField(auto_now_add=True)
    entry_number = models.BigIntegerField()
    is_new = False  # True on the one that was written just now, in the answer to whoever sent it

    objects: ClassVar[TenantQuerySet["Receipt"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="receipt_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(
                name="receipt_entry_once", fields=["koppontren", "entry_number"]
            ),
            models.CheckConstraint(name="receipt_of_something", condition=Q(amount__gt=0)),
        ]
        indexes = [
            models.Index(
                name="receipt_of_collector", fields=["koppontren", "collector", "-arrived_at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.savings_id} {self.amount}"


class Refused(models.Model):
    """A receipt that was not accepted: cash in somebody's hands that no entry says yet.

    It is over when it is recorded after all, or when somebody says how it was settled.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    account = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    said_at = models.DateTimeField()
    why = models.CharField(max_length=500)
    refused_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=200, blank=True)

    objects: ClassVar[TenantQuerySet["Refused"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="refused_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(name="refused_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="refused_settled_whole",
                condition=Q(settled_at=None, settled_by=None, how="")
                | Q(settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(settled_by=models.F("collector"))
                & ~Q(how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
