"""The offices of the agency, and which of them takes which aspect from which day."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from klinik.core.history import remembered
from klinik.directory.models import Aspect, Region


@remembered()
class Office(models.Model):
    """An office of the agency: of the province, where it may take aspects, or of one region."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    phone = models.CharField(max_length=15, blank=True)  # international digits
    email = models.EmailField(max_length=254, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_phone_can_be_called",
                condition=models.Q(phone__regex="^([1-9][0-9]{7,14})?$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the work of this office begins: the cases, or what stands in its region."""
        if self.region:
            return reverse("regency:overview", args=[self.region.code])
        return reverse("cases:list")

    @property
    def aspect(self) -> Aspect | None:
        """The first of the aspects that it takes today."""
        duties = AspectDuty.objects.in_charge(timezone.localdate()).select_related("aspect")
        mine = [row.aspect for row in duties if row.office_id == self.pk]
        return min(mine, key=lambda aspect: aspect.order, default=None)


class AspectDutyQuerySet(models.QuerySet["AspectDuty"]):
    """Which office takes which aspect."""

    def in_charge(self, on: date) -> "AspectDutyQuerySet":
        """The one row of each aspect that counts on this day: the latest to begin."""
        rows = self.filter(from_on__lte=on).order_by("aspect_id", "-from_on", "-pk")
        return rows.distinct("aspect_id")


class AspectDuty(models.Model):
    """An office takes an aspect from a day on, until another does; rows are only added."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="duties")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="duties")
    from_on = models.DateField(default=timezone.localdate)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AspectDutyQuerySet] = AspectDutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-from_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.office}"
