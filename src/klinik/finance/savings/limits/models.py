"""Limits of the counter, and what leaving needs to be told once a second person approved it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from klinik.finance.members.models import Member
from klinik.finance.members.rules import NAME_LENGTH
from klinik.tenancy.models import Koppontren, TenantQuerySet

LARGEST = 10**15


class TellerLimit(models.Model):
    """From now on one teller, or where none is named everybody, takes and pays up to this alone.

    The latest row of a teller holds, and where it follows the default or there is none, the latest
    row without a teller. None: no limit. Rows are only added.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    teller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_default = models.BooleanField(default=False)
    deposit = models.BigIntegerField(null=True)
    withdrawal = models.BigIntegerField(null=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["TellerLimit"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="teller_limit_of_another",
                condition=Q(teller=None) | ~Q(teller=F("set_by")),
            ),
            models.CheckConstraint(
                name="teller_limit_in_bounds",
                condition=(Q(deposit=None) | Q(deposit__gte=0, deposit__lte=LARGEST))
                & (Q(withdrawal=None) | Q(withdrawal__gte=0, withdrawal__lte=LARGEST)),
            ),
            models.CheckConstraint(
                name="teller_limit_follows_with_nothing",
                condition=Q(is_default=False)
                | Q(teller__isnull=False, deposit=None, withdrawal=None),
            ),
        ]
        indexes = [models.Index(name="teller_limit_latest", fields=["koppontren", "teller", "-id"])]

    def __str__(self) -> str:
        return f"{self.deposit} {self.withdrawal}"


class PlannedDeparture(models.Model):
    """What the draft of a leaving does not hold: who leaves, and which heir shows what paper."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="planned_departures", db_constraint=False
    )
    heir = models.CharField(max_length=NAME_LENGTH, blank=True)
    heir_document = models.CharField(max_length=NAME_LENGTH, blank=True)
    heir_paper = models.FileField(upload_to="ahli-waris/%Y/%m", blank=True)

    objects: ClassVar[TenantQuerySet["PlannedDeparture"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="planned_departure_once", fields=["koppontren", "request_id"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}"
