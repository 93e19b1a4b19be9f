"""Every closing of a period and every reopening, and who asked for it and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models import Koppontren, TenantQuerySet


class PeriodStep(models.TextChoices):
    """What happens to a period."""

    CLOSED = "closed", _("Closed")
    ASKED = "asked", _("Reopening asked for")
    REOPENED = "reopened", _("Reopened")
    KEPT = "kept", _("Kept closed")


class PeriodEvent(models.Model):
    """One step, through which day the books are closed by it; never changed (sql/periods.sql).

    The book's `closed_through` is always what the last closing or reopening says.
    """

    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    request_id = models.UUIDField()
    what = models.CharField(max_length=8, choices=PeriodStep)
    through = models.DateField()
    before = models.DateField(null=True, blank=True)  # through which day they were closed then
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)
    answers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    objects: ClassVar[TenantQuerySet["PeriodEvent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "ledger_period_event"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="period_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(
                name="period_answered_once",
                fields=["koppontren", "answers"],
                condition=Q(answers__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.through}"

    def get_absolute_url(self) -> str:
        """The page of the periods."""
        return reverse("ledger:periods", args=[self.koppontren.slug])
