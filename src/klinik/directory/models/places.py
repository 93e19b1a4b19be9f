"""Regions, and the aspects in which the programme facilitates."""

from django.db import models
from django.urls import reverse

from klinik.directory.models.words import told


class Region(models.Model):
    """A kabupaten or kota, by its BPS code."""

    class Kind(models.TextChoices):
        KABUPATEN = "kabupaten", "Kabupaten"
        KOTA = "kota", "Kota"

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="region_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("directory:region", args=[self.code])


class Aspect(models.Model):
    """One of the aspects in which the programme facilitates; another province may have others."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return told(self.name, self.name_en)
