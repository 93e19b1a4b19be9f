"""Stock counts: what was found on the shelves, and who else looked at the differences."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.shop.models.goods import Good
from klinik.finance.shop.models.shop import Shop
from klinik.finance.shop.rules import MOST
from klinik.finance.wallet.models import Category
from klinik.tenancy.models import Koppontren, TenantQuerySet

WHY_LENGTH = 200


class Stage(models.TextChoices):
    """How far a count has come."""

    COUNTING = "counting", _("being counted")
    SENT = "sent", _("waits for a second person")
    APPROVED = "approved", _("booked")
    DROPPED = "dropped", _("not booked")


UNFINISHED = (Stage.COUNTING, Stage.SENT)


class StockCount(models.Model):
    """A count of a shop or of one category of it; a second person books its differences."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="counts", db_constraint=False
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    request_id = models.UUIDField()
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.COUNTING)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=WHY_LENGTH, blank=True)
    entry_number = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["StockCount"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stock_count_request_once", fields=["koppontren", "request_id"]
            ),
            # Two counts of one good at once would both book its difference.
            models.UniqueConstraint(
                name="stock_count_one_at_a_time",
                fields=["koppontren", "shop"],
                condition=Q(stage__in=["counting", "sent"]),
            ),
            models.CheckConstraint(
                name="stock_count_stages",
                condition=Q(stage="counting", sent_by=None, sent_at=None, decided_by=None)
                | Q(stage="sent", sent_by__isnull=False, sent_at__isnull=False, decided_by=None)
                | Q(
                    stage="approved",
                    sent_by__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decided_by=F("sent_by"))
                & ~Q(decided_by=F("begun_by"))
                | Q(stage="dropped", decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("shop:count", args=[self.koppontren.slug, self.request_id])

    @property
    def is_counting(self) -> bool:
        """Lines are still written."""
        return self.stage == Stage.COUNTING

    @property
    def is_sent(self) -> bool:
        """It waits for a second person."""
        return self.stage == Stage.SENT


class CountLine(models.Model):
    """What somebody found of a good, and what the books held at that moment.

    What is sold afterwards changes neither, so the difference stays right.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    count = models.ForeignKey(
        StockCount, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    good = models.ForeignKey(Good, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    counted = models.BigIntegerField()
    expected = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["CountLine"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["good__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="count_line_once", fields=["koppontren", "count", "good"]),
            models.CheckConstraint(
                name="count_line_in_bounds", condition=Q(counted__gte=0, counted__lte=MOST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.good_id} {self.counted}"

    @property
    def difference(self) -> int:
        """What was found over (above zero) or short, in thousandths."""
        return self.counted - self.expected
