"""The month's income shared with savers: whose money earned what, and each saver's part."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account, Unit
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.fees.models import Fee as Fee
from klinik.finance.sharing.fees.models import FeeRun as FeeRun
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet


class TaxRule(models.Model):
    """Tax on what savings yield a person in a month, from a day on; what laws say, with source.

    Through `free_through` rupiah nothing; above it `points` (basis points) of the whole. Rows are
    only added: of one day the last holds, and no divided month gets other figures.
    """

    from_on = models.DateField(db_index=True)
    free_through = models.BigIntegerField()
    points = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, default="", db_default="")
    is_verified = models.BooleanField(default=False, db_default=False)  # read in the document
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True, null=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="tax_rule_is_whole",
                condition=Q(free_through__gte=0, points__lte=10_000) & ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.source, self.article]))


class TaxedMonth(models.Model):
    """A month that some koppontren divided: its tax rule keeps its figures. Kept by a trigger."""

    month = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Pool(models.Model):
    """One unit's pool of funds: to which account the members' share and its tax are booked."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    expense = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    tax = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    objects: ClassVar[TenantQuerySet["Pool"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(name="pool_of_unit_once", fields=["koppontren", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit}"


class PoolIncome(models.Model):
    """Whether what an account of income earns is shared; rows are only added, the last holds."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    pool = models.ForeignKey(
        Pool, on_delete=models.PROTECT, related_name="incomes", db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    is_shared = models.BooleanField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["PoolIncome"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.account_id}"


class RunKind(models.TextChoices):
    """Why savers get something: by contract, or as a gift that was never promised."""

    SHARE = "share", _("profit share")
    BONUS = "bonus", _("bonus")


class RunState(models.TextChoices):
    """How far a run is."""

    PREPARED = "prepared", _("to be confirmed")
    POSTING = "posting", _("being recorded")
    POSTED = "posted", _("recorded")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class ShareRun(models.Model):
    """One month's sharing of one pool: what there was, how it is divided, and how far it is.

    Amounts are whole rupiah; `day_sum` is the sum of all day-end balances of the month. Undone, it
    stays to be read, and the month can be divided anew.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    pool = models.ForeignKey(
        Pool, on_delete=models.PROTECT, related_name="runs", db_constraint=False
    )
    kind = models.CharField(max_length=5, choices=RunKind)
    month = models.DateField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.PREPARED)
    income = models.BigIntegerField()
    incomes = models.JSONField()  # code, name and rupiah of each account, as they stood
    day_sum = models.DecimalField(max_digits=30, decimal_places=0)
    shared = models.BigIntegerField()
    tax = models.BigIntegerField()
    accounts = models.PositiveIntegerField()
    book_number = models.BigIntegerField(null=True)  # the last entry when it was divided
    tax_rule = models.ForeignKey(TaxRule, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=300, default="", db_default="")
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undo_asked_at = models.DateTimeField(null=True)
    undo_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undo_confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantQuerySet["ShareRun"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-month", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="share_run_once",
                fields=["koppontren", "pool", "month", "kind"],
                condition=~Q(state=RunState.UNDONE),
            ),
            # Two at once could each think that the other's part is not taxed.
            models.UniqueConstraint(
                name="share_run_one_at_a_time",
                fields=["koppontren"],
                condition=~Q(state__in=[RunState.POSTED, RunState.UNDONE]),
            ),
            models.CheckConstraint(name="share_run_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="share_run_adds_up",
                condition=Q(shared__gte=0, tax__gte=0, tax__lte=F("shared")),
            ),
            models.CheckConstraint(
                name="share_run_confirmed_by_somebody",
                condition=Q(state=RunState.PREPARED, confirmed_by=None, confirmed_at=None)
                | ~Q(state=RunState.PREPARED)
                & Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="share_run_undone_by_two",
                condition=Q(
                    ~Q(state__in=[RunState.UNDOING, RunState.UNDONE]),
                    undo_reason="",
                    undo_asked_by=None,
                    undo_asked_at=None,
                    undo_confirmed_by=None,
                    undo_confirmed_at=None,
                )
                | Q(
                    ~Q(undo_reason=""),
                    state=RunState.POSTED,
                    undo_asked_by__isnull=False,
                    undo_asked_at__isnull=False,
                    undo_confirmed_by=None,
                    undo_confirmed_at=None,
                )
                | Q(
                    ~Q(undo_reason=""),
                    ~Q(undo_confirmed_by=F("undo_asked_by")),
                    state__in=[RunState.UNDOING, RunState.UNDONE],
                    undo_asked_by__isnull=False,
                    undo_asked_at__isnull=False,
                    undo_confirmed_by__isnull=False,
                    undo_confirmed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The page of the run: that of its month, or, undone, one of its own."""
        if self.is_undone:
            return reverse("sharing:undone", args=[self.koppontren.slug, self.pk])
        return reverse(
            "sharing:run",
            args=[self.koppontren.slug, f"{self.month:%Y-%m}", self.pool_id, self.kind],
        )

    @property
    def net(self) -> int:
        """What savers get in all, after tax, in rupiah."""
        return self.shared - self.tax

    @property
    def is_prepared(self) -> bool:
        """Whether it waits for somebody to confirm it."""
        return self.state == RunState.PREPARED

    @property
    def is_undone(self) -> bool:
        """Whether it counts no more."""
        return self.state == RunState.UNDONE

    @property
    def is_undoing_asked(self) -> bool:
        """Whether somebody asked to undo it and a second person has not answered yet."""
        return self.state == RunState.POSTED and self.undo_asked_by_id is not None

    def is_own_bonus(self, user: User) -> bool:
        """Whether this person entered the bonus, so that somebody else confirms it."""
        return self.kind == RunKind.BONUS and self.prepared_by_id == user.pk


class Share(models.Model):
    """One account's part of a run, in whole rupiah; `place` is its order in the posting."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    run = models.ForeignKey(
        ShareRun,
        on_delete=models.PROTECT,
        related_name="shares",
        db_constraint=False,
        db_index=False,
    )
    savings = models.ForeignKey(
        SavingsAccount, on_delete=models.PROTECT, related_name="shares", db_constraint=False
    )
    place = models.PositiveIntegerField()
    day_sum = models.DecimalField(max_digits=30, decimal_places=0)
    nisbah = models.PositiveSmallIntegerField()
    gross = models.BigIntegerField()
    tax = models.BigIntegerField()
    entry_number: int | None  # where `with_entries` asked for it

    objects: ClassVar[TenantQuerySet["Share"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["run", "place"]
        constraints = [
            models.UniqueConstraint(name="share_place_once", fields=["koppontren", "run", "place"]),
            models.CheckConstraint(
                name="share_tax_of_gross", condition=Q(tax__gte=0, gross__gte=F("tax"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.savings_id}: {self.gross}"

    @property
    def net(self) -> int:
        """What comes to the account, after tax, in rupiah."""
        return self.gross - self.tax


class ShareEntry(models.Model):
    """Which entry recorded the shares from one place of a run through another; rows are added."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(
        ShareRun, on_delete=models.PROTECT, related_name="entries", db_constraint=False
    )
    first_place = models.PositiveIntegerField()
    last_place = models.PositiveIntegerField()
    entry_number = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["ShareEntry"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["run", "first_place"]
        constraints = [
            models.UniqueConstraint(
                name="share_entry_of_place_once", fields=["koppontren", "run", "first_place"]
            ),
            models.UniqueConstraint(name="share_entry_once", fields=["koppontren", "entry_number"]),
            models.CheckConstraint(
                name="share_entry_of_places",
                condition=Q(first_place__gte=1, last_place__gte=F("first_place")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_place}-{self.last_place}: {self.entry_number}"
