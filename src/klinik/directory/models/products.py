"""What pesantren make or sell, in which sectors, and how it looks."""

from typing import ClassVar

from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.directory.models.pesantren import Pesantren
from klinik.directory.models.photos import Shown
from klinik.directory.models.words import told
from klinik.directory.rules import MOST_PHOTOS


class SectorQuerySet(models.QuerySet["Sector"]):
    """Sectors as forms offer them."""

    def in_use(self) -> "SectorQuerySet":
        """Those that may be chosen today."""
        today = timezone.localdate()
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=today), since__lte=today)


class Sector(models.Model):
    """A line of business; a product names it by its code. Dated: a programme may have others."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(default=timezone.localdate)
    retired_on = models.DateField(null=True, blank=True)  # from this day it is not chosen any more
    source = models.CharField(max_length=300, blank=True)

    objects: ClassVar[SectorQuerySet] = SectorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(name="sector_has_name", condition=~Q(name="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return told(self.name, self.name_en)


class ProductQuerySet(models.QuerySet["Product"]):
    """Products as the public pages list them."""

    def on_offer(self) -> "ProductQuerySet":
        """Leave out what is not made any more."""
        return self.filter(retired_at=None)


@remembered("version", "request_id")
class Product(models.Model):
    """What a pesantren makes or sells."""

    class Period(models.TextChoices):
        DAY = "day", _("per day")
        WEEK = "week", _("per week")
        MONTH = "month", _("per month")
        YEAR = "year", _("per year")

    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    price = models.PositiveBigIntegerField(null=True, blank=True)  # rupiah
    price_unit = models.CharField(max_length=40, blank=True)  # what one price buys: "250 g"
    capacity = models.PositiveIntegerField(null=True, blank=True)
    capacity_unit = models.CharField(max_length=40, blank=True)
    capacity_period = models.CharField(max_length=5, choices=Period, blank=True)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_simulated = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)  # since then it is not made any more
    version = models.PositiveIntegerField(default=1)
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects: ClassVar[ProductQuerySet] = ProductQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["is_simulated", "name", "id"], name="product_in_order"),
            models.Index(fields=["sector"], name="product_sector"),
            models.Index(
                fields=["pesantren", "sector"], condition=Q(retired_at=None), name="product_made_in"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pesantren", "name"], name="product_name_once"),
            models.CheckConstraint(
                name="product_sourced_or_simulated",
                condition=models.Q(is_simulated=True) | ~models.Q(source=""),
            ),
            models.CheckConstraint(
                name="product_capacity_has_unit_and_period",
                condition=models.Q(capacity=None)
                | ~models.Q(capacity_unit="") & ~models.Q(capacity_period=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:product", args=[self.pk])


class ProductPhoto(Shown):
    """One of at most six photos of a product; the first in order stands for it in lists."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="photos")
    order = models.PositiveSmallIntegerField()
    request_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="product_photo_in_its_place",
                fields=["product", "order"],
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="product_has_at_most_six_photos",
                condition=Q(order__gte=1, order__lte=MOST_PHOTOS),
            ),
            models.CheckConstraint(name="product_photo_is_described", condition=~Q(alt="")),
        ]

    def __str__(self) -> str:
        return self.alt
