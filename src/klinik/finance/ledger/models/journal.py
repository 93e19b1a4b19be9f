"""The journal: entries and their lines, which are written once and never change.

What must hold of their rows is checked by the triggers of `sql/guards.sql`, once for all of them.
"""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from klinik.finance.ledger.models.account import Account
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Entry(models.Model):
    """One journal entry; `number` runs without gaps within its book.

    `on` is the day it is booked on, `value_on` the day it happened where that was told apart.
    """

    pk = models.CompositePrimaryKey("koppontren_id", "number")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    number = models.BigIntegerField()
    request_id = models.UUIDField()
    kind = models.CharField(max_length=50)
    on = models.DateField(db_column="on_date")
    on_was_given = models.BooleanField()
    value_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    reverses = models.BigIntegerField(null=True, blank=True)
    fingerprint = models.BinaryField()
    chain = models.BinaryField()

    objects: ClassVar[TenantQuerySet["Entry"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="entry_request_once", fields=["koppontren", "request_id"]),
            models.UniqueConstraint(
                name="entry_reversed_once",
                fields=["koppontren", "reverses"],
                condition=Q(reverses__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def happened_on(self) -> date | None:
        """The day it happened, if it is booked on another one."""
        return None if self.value_on == self.on else self.value_on


class Line(models.Model):
    """One leg of an entry: a debit or a credit of one account, in whole rupiah.

    The day stands here too, so that a balance at any date needs no look at the entries.
    """

    pk = models.CompositePrimaryKey("koppontren_id", "entry_number", "n")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    entry_number = models.BigIntegerField()
    n = models.SmallIntegerField()
    account = models.ForeignKey(
        Account,
        on_delete=models.DO_NOTHING,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    on = models.DateField(db_column="on_date")
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    entry = models.ForeignObject(
        Entry,
        on_delete=models.DO_NOTHING,
        from_fields=["koppontren", "entry_number"],
        to_fields=["koppontren", "number"],
        related_name="lines",
    )

    objects: ClassVar[TenantQuerySet["Line"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["entry_number", "n"]
        indexes = [
            models.Index(
                name="line_of_account",
                fields=["koppontren", "account", "on", "entry_number"],
                include=["debit", "credit"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_number}.{self.n}"


class AccountMonth(models.Model):
    """What was debited and credited to one account in one month, kept by the posting itself."""

    pk = models.CompositePrimaryKey("koppontren_id", "account_id", "month")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.DO_NOTHING,
        related_name="months",
        db_constraint=False,
        db_index=False,
    )
    month = models.DateField()
    debits = models.BigIntegerField()
    credits = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["AccountMonth"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "ledger_account_month"
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"


class Memo(models.Model):
    """Words about an entry, beside the chain: they may name a person and can be erased."""

    pk = models.CompositePrimaryKey("koppontren_id", "entry_number")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    entry_number = models.BigIntegerField()
    text = models.CharField(max_length=500)
    entry = models.ForeignObject(
        Entry,
        on_delete=models.DO_NOTHING,
        from_fields=["koppontren", "entry_number"],
        to_fields=["koppontren", "number"],
        related_name="memos",
    )

    objects: ClassVar[TenantQuerySet["Memo"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.text
