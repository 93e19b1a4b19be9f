"""The figures that were read."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.utils.translation import gettext_lazy as _

from klinik.core.money import is_rupiah
from klinik.directory.models.indicators import Indicator
from klinik.directory.models.pesantren import Pesantren


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

    def current(self) -> "ReadingQuerySet":
        """The shown readings that no later one has put right."""
        return self.shown().filter(replaced_at=None)

    def typed(self) -> "ReadingQuerySet":
        """Those in force that somebody wrote down, not computed from the books."""
        return self.current().exclude(origin=Reading.Origin.BOOKS)

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

    request_id = models.UUIDField(null=True, blank=True, unique=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)  # a later reading puts it right
    checked_at = models.DateTimeField(null=True, blank=True)  # an office saw what it rests on
    checked_as = models.CharField(max_length=100, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

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
                condition=models.Q(value__gte=-(10**15), value__lte=10**15),
            ),
            models.CheckConstraint(
                name="reading_checked_by_an_office",
                condition=models.Q(checked_at=None, checked_as="", checked_by=None)
                | models.Q(checked_at__isnull=False, checked_by__isnull=False)
                & ~models.Q(checked_as=""),
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
    def in_words(self) -> str:
        """The figure with its unit, as people read it."""
        return self.indicator.in_words(self.value)

    @property
    def may_be_corrected(self) -> bool:
        """Not where it was computed: the books are put right, or the consent taken back."""
        return self.origin != self.Origin.BOOKS and self.replaced_at is None

    @property
    def is_self_reported(self) -> bool:
        """True where nothing but the pesantren's own word stands behind the figure."""
        return self.origin == self.Origin.SELF_REPORTED and not self.evidence
