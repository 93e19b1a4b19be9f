"""The koppontren as tenant."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.directory.models import Pesantren
from klinik.tenancy.facts.rules import NikStanding, nik_standing_of

Row = TypeVar("Row", bound=models.Model)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows that belong to one koppontren: the first of the three walls."""

    def of(self, koppontren: "Koppontren") -> "TenantQuerySet[Row]":
        """Only this koppontren's rows, each of which knows it without asking."""
        rows = self.filter(koppontren=koppontren)
        field = self.model._meta.get_field("koppontren")
        # As a related manager does it: no join, and no question for each row.
        known = rows._known_related_objects  # type: ignore[attr-defined]
        rows._known_related_objects = {**known, field: {koppontren.pk: koppontren}}  # type: ignore[attr-defined]
        return rows


class TimeZone(models.TextChoices):
    """The three times of Indonesia, by the zone that computers know them under."""

    WIB = "Asia/Jakarta", _("WIB (Java, Sumatra, western Kalimantan)")
    WITA = "Asia/Makassar", _("WITA (Bali, Nusa Tenggara, Sulawesi)")
    WIT = "Asia/Jayapura", _("WIT (Maluku, Papua)")


@remembered("request_id")
class Koppontren(models.Model):
    """A pesantren's cooperative: the tenant, with one book of its own.

    What stands here is public; what it does with its money is not, see the ledger.
    """

    pesantren = models.OneToOneField(Pesantren, on_delete=models.PROTECT, related_name="koppontren")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40, choices=TimeZone, default=TimeZone.WIB)
    fiscal_month = models.PositiveSmallIntegerField(default=1)  # in which its year begins
    founded_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=15, blank=True)  # in international digits
    legal_number = models.CharField(max_length=100, blank=True)  # badan hukum
    legal_on = models.DateField(null=True, blank=True)
    nik = models.CharField(max_length=40, blank=True)  # the ministry's number of the cooperative
    nik_issued_on = models.DateField(null=True, blank=True)
    nik_until = models.DateField(null=True, blank=True)
    nik_address = models.URLField(max_length=300, blank=True)  # what its QR code leads to
    kept_at = models.DateTimeField(null=True, blank=True)  # who wrote these facts down last
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(unique=True, null=True, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="koppontren_year_begins_in_a_month",
                condition=Q(fiscal_month__gte=1, fiscal_month__lte=12),
            ),
            models.CheckConstraint(
                name="koppontren_dates_have_their_numbers",
                condition=(Q(legal_on=None) | ~Q(legal_number=""))
                & (~Q(nik="") | Q(nik_issued_on=None, nik_until=None, nik_address="")),
            ),
            models.CheckConstraint(
                name="koppontren_dates_follow_each_other",
                condition=(Q(nik_until=None) | Q(nik_until__gte=F("nik_issued_on")))
                & (Q(founded_on=None) | Q(legal_on=None) | Q(legal_on__gte=F("founded_on"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:koppontren", args=[self.slug])

    @property
    def fiscal_month_name(self) -> str:
        """The month in which its book year begins, in words."""
        return str(MONTHS[self.fiscal_month])

    @property
    def nik_standing(self) -> NikStanding:
        """How its NIK stands today."""
        return nik_standing_of(self.nik, self.nik_until, on=timezone.localdate())
