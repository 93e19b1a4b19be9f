"""The annual meeting of a koppontren's members (RAT), as a fact that the programme asks for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from klinik.tenancy.models.places import Koppontren, TenantQuerySet


class Rat(models.Model):
    """That the RAT of a book year was held: when, and who was there. The minutes stay inside."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="rats")
    year = models.PositiveSmallIntegerField()  # the book year that it was about
    held_on = models.DateField()
    present = models.PositiveIntegerField()
    members = models.PositiveIntegerField()  # who could have come
    minutes = models.FileField(upload_to="rat/%Y/%m", blank=True)
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
        ]

    def __str__(self) -> str:
        return f"RAT {self.year}"
