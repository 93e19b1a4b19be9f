"""The network: regions, pesantren, products, and the figures that are read of them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klinik.directory.rules import LONGEST_NUMBER, Standing, is_rupiah, standing_of


def told(indonesian: str, english: str) -> str:
    """A word of the directory's own tables in the reader's language, where it has that."""
    return english if english and (get_language() or "").startswith("en") else indonesian


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


class Pesantren(models.Model):
    """An Islamic boarding school of the programme, with or without a cooperative."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pesantren")
    district = models.CharField(max_length=100, blank=True)
    santri = models.PositiveIntegerField(null=True, blank=True)
    cohort_year = models.PositiveSmallIntegerField(null=True, blank=True)
    about = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="pesantren_sourced_or_simulated",
                condition=models.Q(is_simulated=True) | ~models.Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:pesantren", args=[self.slug])


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


class Paper(models.Model):
    """A legality paper of a product, never edited: a renewal or correction replaces it.

    Kind, number and last day are public; the file lies apart, see PaperFile.
    """

    class Kind(models.TextChoices):
        NIB = "nib", "NIB"
        PIRT = "pirt", "PIRT"
        BPOM = "bpom", "BPOM"
        HALAL = "halal", _("Halal")
        TRADE_MARK = "merek", _("Trade mark")
        SNI = "sni", "SNI"
        HACCP = "haccp", "HACCP"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=5, choices=Kind)
    number = models.CharField(max_length=LONGEST_NUMBER)
    valid_until = models.DateField(null=True, blank=True)
    request_id = models.UUIDField(unique=True)
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                name="paper_of_a_kind_once",
                fields=["product", "kind"],
                condition=models.Q(replaced_at=None),
            ),
            models.CheckConstraint(name="paper_has_number", condition=~models.Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing_of(self.valid_until, on=timezone.localdate())


class PaperFile(models.Model):
    """The scan of a legality paper: for its pesantren and the offices, never for the public."""

    paper = models.OneToOneField(
        Paper, on_delete=models.PROTECT, primary_key=True, related_name="scan"
    )
    file = models.FileField(upload_to="papers/%Y/%m")

    def __str__(self) -> str:
        return f"{self.paper_id}"


class SearchEntry(models.Model):
    """What a pesantren is found by; triggers keep it in step with names, products and regions."""

    pesantren = models.OneToOneField(
        Pesantren, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    document = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["document"], name="search_entry_document")]

    def __str__(self) -> str:
        return f"{self.pesantren_id}"


class Indicator(models.Model):
    """Something that can be measured, in one unit."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40, blank=True)
    is_from_books = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return told(self.name, self.name_en)

    @property
    def shown_unit(self) -> str:
        """The unit in the reader's language."""
        return told(self.unit, self.unit_en)


def _of_pesantren(function: str) -> Func:
    return Func(F("pesantren"), function=function, output_field=models.BooleanField())


# A public figure is everybody's; the file behind it stays with the pesantren and the offices.
SHOWS_EVIDENCE = Case(
    When(evidence="", then=Value(False)),
    When(_of_pesantren("reader_belongs_to"), then=Value(True)),
    When(_of_pesantren("reader_in_office_of"), then=Value(True)),
    default=Value(False),
)


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings as the pages may show them."""

    def shown(self) -> "ReadingQuerySet":
        """Leave out the readings whose consent was withdrawn; each knows if it shows evidence."""
        return self.filter(withdrawn_at=None).annotate(shows_evidence=SHOWS_EVIDENCE)

    def with_evidence(self) -> "ReadingQuerySet":
        """The shown readings whose evidence the reader may open."""
        return self.filter(withdrawn_at=None).alias(shows=SHOWS_EVIDENCE).filter(shows=True)


class Reading(models.Model):
    """One figure read at one time: value, unit, period, day, source and evidence, never edited."""

    class Origin(models.TextChoices):
        SELF_REPORTED = "self", _("self-reported")
        DOCUMENT = "document", _("document")
        BOOKS = "books", _("the cooperative's own books")
        PUBLICATION = "publication", _("publication")

    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="readings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    value = models.DecimalField(max_digits=20, decimal_places=3)
    unit = models.CharField(max_length=40)
    period = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    origin = models.CharField(max_length=12, choices=Origin)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.FileField(upload_to="evidence/%Y/%m", blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    consent_number = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)

    objects: ClassVar[ReadingQuerySet] = ReadingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                name="reading_from_books_has_hash",
                condition=~models.Q(origin="books") | ~models.Q(evidence_hash=""),
            ),
            models.CheckConstraint(
                name="reading_value_in_range",
                condition=models.Q(value__gte=0, value__lte=10**15),
            ),
            models.CheckConstraint(name="reading_names_its_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value} {self.unit} ({self.on})"

    @property
    def shown_unit(self) -> str:
        """The unit in the reader's language."""
        return self.indicator.shown_unit

    @property
    def is_rupiah(self) -> bool:
        """True where the figure is written with its sign and without a unit."""
        return is_rupiah(self.unit)

    @property
    def is_self_reported(self) -> bool:
        """True where nothing but the pesantren's own word stands behind the figure."""
        return self.origin == self.Origin.SELF_REPORTED and not self.evidence
