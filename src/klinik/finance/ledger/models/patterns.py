"""Patterns of entries, and the days on which one waits to be confirmed."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models import Koppontren, TenantQuerySet


class Every(models.TextChoices):
    """How often a pattern comes again."""

    NEVER = "", _("only when it is chosen")
    MONTH = "month", _("every month")
    WEEK = "week", _("every week")


class Pattern(models.Model):
    """The lines of an entry under a name, to write from; some wait again and again.

    `day` is a day of the month (the last one where it is shorter), or of the week: 1 is Monday.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=100)
    memo = models.CharField(max_length=500, blank=True)
    accounts = ArrayField(models.BigIntegerField())
    debits = ArrayField(models.BigIntegerField())
    credits = ArrayField(models.BigIntegerField())
    every = models.CharField(max_length=5, choices=Every, blank=True, default="")
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Pattern"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="pattern_name_once",
                fields=["koppontren", "name"],
                condition=Q(retired_at=None),
            ),
            models.CheckConstraint(
                name="pattern_on_its_day",
                condition=Q(every="", day=None, next_on=None)
                | Q(every="month", day__gte=1, day__lte=31, next_on__isnull=False)
                | Q(every="week", day__gte=1, day__lte=7, next_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def amount(self) -> int:
        """What it moves, in whole rupiah."""
        return sum(self.debits)


class Due(models.Model):
    """A day on which a pattern waits: confirmed it is an entry, or it is left out.

    Where a draft of it comes to nothing it waits again, with another `request_id`.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pattern = models.ForeignKey(
        Pattern,
        on_delete=models.PROTECT,
        related_name="dues",
        db_constraint=False,
        db_index=False,
    )
    on = models.DateField(db_column="on_date")
    request_id = models.UUIDField(unique=True, default=uuid4)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    is_left_out = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[TenantQuerySet["Due"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(name="due_once_a_day", fields=["koppontren", "pattern", "on"]),
            models.CheckConstraint(
                name="due_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None, is_left_out=False)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern_id} {self.on}"
