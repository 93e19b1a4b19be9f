"""The annual meeting of a koppontren's members (RAT), as a fact that the programme asks for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.db.models.lookups import GreaterThan

from klinik.core.history import remembered
from klinik.tenancy.models.places import Koppontren, TenantQuerySet


@remembered()
class Rat(models.Model):
    """That the RAT of a book year was held: when, and who was there. Everybody may know this."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="rats")
    year = models.PositiveSmallIntegerField()  # the book year that it was about
    held_on = models.DateField()
    present = models.PositiveIntegerField()
    members = models.PositiveIntegerField()  # who could have come
    recorded_at = models.DateTimeField(auto_now=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["Rat"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="rat_of_a_year_once", fields=["koppontren", "year"]),
            models.CheckConstraint(
                name="rat_not_more_present_than_members",
                condition=Q(present__gte=1, present__lte=F("members")),
            ),
            models.CheckConstraint(
                name="rat_held_after_its_year",
                condition=GreaterThan(ExtractYear("held_on"), F("year")),
            ),
            # That it is not in the future when it is recorded: migration 0015
        ]

    def __str__(self) -> str:
        return f"RAT {self.year}"


@remembered("file_hash")
class RatMinutes(models.Model):
    """What a RAT decided, and the minutes: they stay inside the koppontren."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    rat = models.OneToOneField(
        Rat,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="minutes",
        db_constraint=False,  # (koppontren, rat) points there, see migration 0015
    )
    decisions = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="rat/%Y/%m", blank=True)
    file_hash = models.CharField(max_length=64, blank=True)

    objects: ClassVar[TenantQuerySet["RatMinutes"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.rat_id}"
