"""A month's fees: the run, and what is asked of each account once a month."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account
from klinik.finance.savings.models import SavingsAccount
from klinik.tenancy.models import Koppontren, TenantQuerySet


class FeeState(models.TextChoices):
    """How far a month's fees are."""

    PREPARED = "prepared", _("to be confirmed")
    POSTING = "posting", _("being recorded")
    POSTED = "posted", _("recorded")


class FeeRun(models.Model):
    """One month's fees of all savings that have one: how many accounts give, and how much.

    Prepared, it says what is taken at most; recorded, what was taken. Amounts are whole rupiah.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=8, choices=FeeState, default=FeeState.PREPARED)
    asked = models.PositiveIntegerField()  # accounts that the fee is asked of
    accounts = models.PositiveIntegerField()  # of them, those that give
    amount = models.BigIntegerField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantQuerySet["FeeRun"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(name="fee_run_once", fields=["koppontren", "month"]),
            models.CheckConstraint(name="fee_run_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="fee_run_confirmed_by_somebody",
                condition=Q(state=FeeState.PREPARED, confirmed_by=None, confirmed_at=None)
                | ~Q(state=FeeState.PREPARED)
                & Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The page of its month."""
        return reverse("sharing:fee_run", args=[self.koppontren.slug, f"{self.month:%Y-%m}"])

    @property
    def is_prepared(self) -> bool:
        """Whether it waits for somebody to confirm it."""
        return self.state == FeeState.PREPARED

    @property
    def left_out(self) -> int:
        """How many accounts give nothing."""
        return self.asked - self.accounts


class KeptBack(models.TextChoices):
    """Why an account gives nothing."""

    SHORT = "short", _("too little is left above the minimum")
    BLOCKED = "blocked", _("the account is blocked")
    CLOSED = "closed", _("the account was closed")
    GONE = "gone", _("the member has left or died")
    CLOSING = "closing", _("the account waits to be closed")
    CHANGED = "changed", _("the fee was changed or abolished")


class Fee(models.Model):
    """What a month asks of one account: taken with an entry, or kept back for a reason.

    Where it goes, and the minimum balance it was reckoned with, are kept from when it was asked:
    what is set later changes no month of before. Of fees of long ago that minimum is not known.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    run = models.ForeignKey(
        FeeRun,
        on_delete=models.PROTECT,
        related_name="fees",
        db_constraint=False,
        db_index=False,
    )
    savings = models.ForeignKey(
        SavingsAccount,
        on_delete=models.PROTECT,
        related_name="fees",
        db_constraint=False,
        db_index=False,
    )
    month = models.DateField()
    place = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    income = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    minimum = models.BigIntegerField(null=True)
    kept_back = models.CharField(max_length=8, choices=KeptBack, blank=True, default="")
    entry_number = models.BigIntegerField(null=True)
    undone_by: int | None  # annotated by `fees_of`: the ledger knows it

    objects: ClassVar[TenantQuerySet["Fee"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["run", "place"]
        constraints = [
            models.UniqueConstraint(
                name="fee_once_a_month", fields=["koppontren", "savings", "month"]
            ),
            models.UniqueConstraint(name="fee_place_once", fields=["koppontren", "run", "place"]),
            models.CheckConstraint(name="fee_is_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="fee_taken_or_kept_back", condition=Q(kept_back="") | Q(entry_number=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.savings_id}: {self.amount}"
