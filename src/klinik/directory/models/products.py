"""What pesantren make or sell."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.directory.models.pesantren import Pesantren


@remembered()
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
    source = models.CharField(max_length=300, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["is_simulated", "name", "id"], name="product_in_order"),
            models.Index(fields=["sector"], name="product_sector"),
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
