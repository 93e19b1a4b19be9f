"""What can be measured: its unit, what it means, and which way is better."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.core.money import is_rupiah, rupiah
from klinik.core.templatetags.klinik import angka
from klinik.directory.models.places import Aspect
from klinik.directory.models.words import told


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators as forms offer them."""

    def in_use(self) -> "IndicatorQuerySet":
        """Those that may be chosen today."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=timezone.localdate()))


@remembered()
class Indicator(models.Model):
    """Something that can be measured, in one unit; once it was read, the unit stays for good."""

    class Better(models.TextChoices):
        HIGHER = "higher", _("rising")
        LOWER = "lower", _("falling")

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40, blank=True)
    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=300, blank=True)
    method_en = models.CharField(max_length=300, blank=True)
    better = models.CharField(max_length=6, choices=Better, blank=True)  # empty: neither way
    may_be_negative = models.BooleanField(default=False)
    is_from_books = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)  # from this day it is not chosen any more

    objects: ClassVar[IndicatorQuerySet] = IndicatorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return told(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("directory:indicator", args=[self.code])

    @property
    def shown_unit(self) -> str:
        """The unit in the reader's language."""
        return told(self.unit, self.unit_en)

    @property
    def shown_about(self) -> str:
        """What it means, in the reader's language."""
        return told(self.about, self.about_en)

    @property
    def shown_method(self) -> str:
        """How it is measured, in the reader's language."""
        return told(self.method, self.method_en)

    @property
    def is_rupiah(self) -> bool:
        """True where its figures are written with their sign and without a unit."""
        return is_rupiah(self.unit)

    def in_words(self, value: Decimal) -> str:
        """A figure with its unit, as people read it."""
        return rupiah(int(value)) if self.is_rupiah else f"{angka(value)} {self.shown_unit}"
