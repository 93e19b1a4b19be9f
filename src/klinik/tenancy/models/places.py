"""The koppontren as tenant, and the offices beside it."""

from typing import TypeVar

from django.db import models
from django.urls import reverse

from klinik.directory.models import Aspect, Pesantren, Region

Row = TypeVar("Row", bound=models.Model)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows that belong to one koppontren: the first of the three walls."""

    def of(self, koppontren: "Koppontren") -> "TenantQuerySet[Row]":
        """Only this koppontren's rows."""
        return self.filter(koppontren=koppontren)


class Koppontren(models.Model):
    """A pesantren's cooperative: the tenant, with one book of its own."""

    pesantren = models.OneToOneField(Pesantren, on_delete=models.PROTECT, related_name="koppontren")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:koppontren", args=[self.slug])


class Office(models.Model):
    """An office of the agency: it answers for an aspect, or for one region."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    aspect = models.OneToOneField(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="office"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:list")
