"""How somebody left: what was paid out, to whom, and on what paper that rests."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from klinik.finance.members.models import Member
from klinik.finance.members.rules import NAME_LENGTH
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Departure(models.Model):
    """A member who left, or died, was settled: one row, one entry, for good."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.OneToOneField(
        Member, on_delete=models.PROTECT, related_name="departure", db_constraint=False
    )
    left_on = models.DateField()
    paid = models.BigIntegerField()
    entry_number = models.BigIntegerField(null=True, blank=True)
    is_death = models.BooleanField(default=False)
    heir = models.CharField(max_length=NAME_LENGTH, blank=True)
    heir_document = models.CharField(max_length=NAME_LENGTH, blank=True)
    heir_paper = models.FileField(upload_to="ahli-waris/%Y/%m", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Departure"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="departure_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(
                name="departure_of_the_dead_to_an_heir",
                condition=Q(is_death=False, heir="", heir_document="")
                | Q(is_death=True) & ~Q(heir="") & ~Q(heir_document=""),
            ),
            models.CheckConstraint(
                name="departure_paid_by_an_entry",
                condition=Q(paid=0, entry_number=None) | Q(paid__gt=0, entry_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.left_on}"
