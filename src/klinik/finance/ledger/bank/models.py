"""What banks said, what it was matched with, and what was learnt from that."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.core.imports.rules import Row
from klinik.finance.ledger.bank.rules.days import Period
from klinik.finance.ledger.models import Account, Draft
from klinik.tenancy.models import Koppontren, TenantQuerySet


class BankAccount(models.Model):
    """A place of cash that is kept at a bank.

    What it held there when the first mutation began is `opening` rupiah, before the day `since`.
    Its row is the lock under which mutations come in and are matched.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="bank", db_constraint=False
    )
    bank = models.CharField(max_length=60)
    since = models.DateField(null=True, blank=True)
    opening = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["BankAccount"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["account__code"]
        constraints = [
            models.CheckConstraint(
                name="bank_opening_of_a_day", condition=Q(opening=None) | Q(since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.name} · {self.bank}"

    def get_absolute_url(self) -> str:
        return reverse("bank:account", args=[self.koppontren.slug, self.account.code])


class BankLayout(models.Model):
    """Which heading is which column in the tables of one bank; remembered when one was saved."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    bank = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()

    objects: ClassVar[TenantQuerySet["BankLayout"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="bank_layout_once", fields=["koppontren", "bank", "fingerprint"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.fingerprint[:8]}"


class BankFile(models.Model):
    """A table that a bank gave: kept until it is saved, then only what came of it.

    `rows` are [number in the file, cells]; `first` and `last` are the days that it says it is of.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    bank = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="files", db_constraint=False
    )
    number = models.UUIDField()
    name = models.CharField(max_length=200)
    headings = models.JSONField()
    rows = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    mapping = models.JSONField(null=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    saved = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.JSONField(default=list)

    objects: ClassVar[TenantQuerySet["BankFile"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(name="bank_file_once", fields=["koppontren", "number"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(
            "bank:file", args=[self.koppontren.slug, self.bank.account.code, self.number]
        )

    @property
    def table(self) -> list[Row]:
        """The rows as they were read."""
        return [Row(number, cells) for number, cells in self.rows]

    @property
    def period(self) -> Period:
        """The days in which those without a year are looked for."""
        return Period(self.first, self.last)


class BankMatch(models.Model):
    """Mutations and lines that are the same money; taken apart again it stays as a trace."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    bank = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="matches", db_constraint=False
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    apart_at = models.DateTimeField(null=True, blank=True)
    apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["BankMatch"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bank_match_apart_by_somebody",
                condition=Q(apart_at=None, apart_by=None)
                | Q(apart_at__isnull=False, apart_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.pk}"


class BankMutation(models.Model):
    """One row of a bank: rupiah above zero came in, below zero went out.

    `nth` counts those of one day that are alike in everything. Only `match` ever changes, and
    `draft`: what it was booked as above the limit, while that waits or after it was decided.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    bank = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="mutations", db_constraint=False
    )
    file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, related_name="mutations", db_constraint=False
    )
    number = models.UUIDField(default=uuid4)
    on = models.DateField(db_column="on_date")
    text = models.CharField(max_length=300, blank=True)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField(null=True, blank=True)
    nth = models.PositiveIntegerField(default=1)
    match = models.ForeignKey(
        BankMatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mutations",
        db_constraint=False,
    )
    draft = models.ForeignKey(
        Draft,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )

    objects: ClassVar[TenantQuerySet["BankMutation"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(name="bank_mutation_number", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="bank_mutation_once",
                fields=["koppontren", "bank", "on", "amount", "text", "balance", "nth"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="bank_mutation_moves", condition=~Q(amount=0)),
        ]
        indexes = [
            models.Index(name="bank_mutation_by_day", fields=["koppontren", "bank", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse(
            "bank:mutation", args=[self.koppontren.slug, self.bank.account.code, self.number]
        )

    @property
    def is_in(self) -> bool:
        """Whether money came in."""
        return self.amount > 0

    @property
    def is_drafted(self) -> bool:
        """Whether it is booked and waits for a second person."""
        return self.draft is not None and self.draft.is_waiting


class BankMatchedLine(models.Model):
    """A line of the book that belongs to a match, once."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    match = models.ForeignKey(
        BankMatch, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    entry_number = models.BigIntegerField()
    n = models.SmallIntegerField()

    objects: ClassVar[TenantQuerySet["BankMatchedLine"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="bank_line_matched_once", fields=["koppontren", "entry_number", "n"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_number}.{self.n}"


class BankHabit(models.Model):
    """What mutations of such words were booked as the last time."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    is_in = models.BooleanField()
    words = models.CharField(max_length=120)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    used_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[TenantQuerySet["BankHabit"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="bank_habit_once", fields=["koppontren", "is_in", "words"]
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Reconciliation(models.Model):
    """Somebody found bank and book to agree through a day, but for what is on its way.

    The sums are those of that moment, in rupiah. Taken back, it stays as a trace.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    bank = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="reconciliations", db_constraint=False
    )
    through = models.DateField()
    by_bank = models.BigIntegerField()
    by_book = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["Reconciliation"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-through", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="bank_reconciled_once",
                fields=["koppontren", "bank", "through"],
                condition=Q(back_at=None),
            ),
            models.CheckConstraint(
                name="bank_taken_back_by_somebody",
                condition=Q(back_at=None, back_by=None)
                | Q(back_at__isnull=False, back_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.through}"
