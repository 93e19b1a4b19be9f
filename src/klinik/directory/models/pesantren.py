"""The pesantren of the programme: what is known of each, who says so, and who looked at it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Regex
from django.urls import reverse
from django.utils import timezone

from klinik.core.history import remembered
from klinik.directory.models.places import Region
from klinik.directory.rules import MARKETPLACES, MOST_SANTRI, NSPP_DIGITS, Pillar

ONE_LINE = Func(
    F("marketplaces"), Value(" "), function="array_to_string", output_field=models.TextField()
)
SHOPS = r"^(https://[^ ]+( https://[^ ]+)*)?$"


@remembered("is_changed_since", "updated_at", "version")
class Pesantren(models.Model):
    """An Islamic boarding school of the programme, with or without a cooperative.

    `source` stands behind every fact that names no source of its own in `sources`:
    {"address": {"source": "...", "on": "2026-11-24"}}. The database counts `version` up and marks
    `is_changed_since` when a fact changes after an officer looked at them.
    """

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    nspp = models.CharField(max_length=NSPP_DIGITS, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pesantren")
    district = models.CharField(max_length=100, blank=True)
    village = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    santri = models.PositiveIntegerField(null=True, blank=True)
    santri_on = models.DateField(null=True, blank=True)
    santri_source = models.CharField(max_length=300, blank=True)
    cohort_year = models.PositiveSmallIntegerField(null=True, blank=True)
    cohort_source = models.CharField(max_length=300, blank=True)
    pillars = ArrayField(
        models.CharField(max_length=20, choices=[(p.value, p.capitalize()) for p in Pillar]),
        default=list,
        blank=True,
    )
    website = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=15, blank=True)  # international digits
    email = models.EmailField(blank=True)
    instagram = models.CharField(max_length=30, blank=True)
    marketplaces = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    about = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    sources = models.JSONField(default=dict, blank=True)
    is_simulated = models.BooleanField(default=False)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_as = models.CharField(max_length=100, blank=True)  # the officer's office
    is_changed_since = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["is_simulated", "name", "id"], name="pesantren_in_order"),
            models.Index(fields=["cohort_year"], name="pesantren_cohort"),
        ]
        constraints = [
            models.CheckConstraint(
                name="pesantren_sourced_or_simulated",
                condition=Q(is_simulated=True) | ~Q(source=""),
            ),
            models.UniqueConstraint(
                name="pesantren_nspp_once", fields=["nspp"], condition=~Q(nspp="")
            ),
            models.CheckConstraint(
                name="pesantren_nspp_has_12_digits", condition=Q(nspp__regex="^([0-9]{12})?$")
            ),
            models.CheckConstraint(
                name="pesantren_postcode_has_5_digits",
                condition=Q(postcode__regex="^([1-9][0-9]{4})?$"),
            ),
            models.CheckConstraint(
                name="pesantren_lies_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(
                name="pesantren_santri_in_range",
                condition=Q(santri=None) | Q(santri__lte=MOST_SANTRI),
            ),
            models.CheckConstraint(
                name="pesantren_santri_dated",
                condition=Q(santri=None, santri_on=None, santri_source="")
                | Q(santri__isnull=False) & (Q(is_simulated=True) | Q(santri_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="pesantren_cohort_is_a_year",
                condition=Q(cohort_year=None) | Q(cohort_year__range=(1900, 2100)),
            ),
            models.CheckConstraint(
                name="pesantren_cohort_source_of_a_cohort",
                condition=Q(cohort_source="") | Q(cohort_year__isnull=False),
            ),
            models.CheckConstraint(
                name="pesantren_pillars_known",
                condition=Q(pillars__contained_by=[pillar.value for pillar in Pillar]),
            ),
            models.CheckConstraint(
                name="pesantren_phone_can_be_called",
                condition=Q(phone__regex="^([1-9][0-9]{7,14})?$"),
            ),
            models.CheckConstraint(
                name="pesantren_email_is_one",
                condition=Q(email__regex=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$"),
            ),
            models.CheckConstraint(
                name="pesantren_website_is_one", condition=Q(website__regex=r"^(https?://\S+)?$")
            ),
            models.CheckConstraint(
                name="pesantren_instagram_is_one",
                condition=Q(instagram__regex="^([a-z0-9._]{1,30})?$"),
            ),
            models.CheckConstraint(
                name="pesantren_marketplaces_are_https",
                condition=Q(marketplaces__len__lte=MARKETPLACES) & Q(Regex(ONE_LINE, SHOPS)),
            ),
            models.CheckConstraint(
                name="pesantren_verified_by_somebody",
                condition=Q(
                    verified_on=None, verified_by=None, verified_as="", is_changed_since=False
                )
                | Q(verified_on__isnull=False, verified_by__isnull=False) & ~Q(verified_as=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:pesantren", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        """An officer looked at the facts, and none changed since."""
        return self.verified_on is not None and not self.is_changed_since

    def source_of(self, field: str) -> str:
        """Where this fact comes from: its own source, or else that of the whole record."""
        own = {"santri": self.santri_source, "cohort_year": self.cohort_source}.get(field, "")
        return own or self.sources.get(field, {}).get("source", "") or self.source


@remembered()
class ContactPerson(models.Model):
    """Whom an office calls: never public, behind a wall of its own."""

    pesantren = models.OneToOneField(
        Pesantren, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=15, blank=True)  # international digits

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_phone_can_be_called",
                condition=Q(phone__regex="^([1-9][0-9]{7,14})?$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
