"""What was changed of the chart of accounts, when, and by whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models.account import Account
from klinik.finance.ledger.models.book import Unit
from klinik.tenancy.models import Koppontren, TenantQuerySet


class ChartField(models.TextChoices):
    """What of an account or a unit was changed."""

    NAME = "name", _("Name")
    MARK = "mark", _("On the statements")
    CASH_FLOW = "cash_flow", _("On the cash flow statement")
    CLOSED = "closed", _("Closed")


class ChartEvent(models.Model):
    """One change, written by triggers (sql/chart_events.sql) and never changed itself.

    `before` is empty where a name was given for the first time; `by` where no person did it.
    """

    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    what = models.CharField(max_length=10, choices=ChartField)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects: ClassVar[TenantQuerySet["ChartEvent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "ledger_chart_event"
        ordering = ["-pk"]
        indexes = [
            models.Index(name="chart_event_of_account", fields=["koppontren", "account"]),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} -> {self.after}"
