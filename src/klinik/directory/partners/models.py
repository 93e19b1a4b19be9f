"""Partners of the pentahelix, and what each of them offers to the network."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered


@remembered("request_id")
class Partner(models.Model):
    """An institution that helps pesantren: one of the five kinds of the pentahelix."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        ACADEMIA = "academia", _("Academia")
        BUSINESS = "business", _("Business")
        MEDIA = "media", _("Media")
        COMMUNITY = "community", _("Community")

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_lender = models.BooleanField(_("financial institution"), default=False)
    about = models.TextField(_("about"), blank=True)
    region = models.ForeignKey(
        "directory.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name=_("region"),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    contact = models.CharField(_("public contact"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_simulated = models.BooleanField(_("simulated"), default=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="partner_sourced_or_simulated", condition=Q(is_simulated=True) | ~Q(source="")
            ),
            models.CheckConstraint(
                name="partner_lends_as_a_business",
                condition=Q(is_lender=False) | Q(kind="business"),
            ),
            models.CheckConstraint(
                name="partner_verified_by_somebody",
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:partner", args=[self.slug])


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers as the pages may show them."""

    def open(self) -> "OfferQuerySet":
        """Leave out what was closed or has passed its last day."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), closed_at=None)


@remembered("request_id")
class Offer(models.Model):
    """One thing that a partner offers; without aspects or regions it is for all of them."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        MENTORING = "mentoring", _("Mentoring")
        MARKET = "market", _("Market")
        FINANCE = "finance", _("Finance")
        CERTIFICATION = "certification", _("Certification")
        EQUIPMENT = "equipment", _("Equipment")
        PUBLICITY = "publicity", _("Publicity")
        OTHER = "other", _("Something else")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    aspects = models.ManyToManyField("directory.Aspect", blank=True, related_name="offers")
    regions = models.ManyToManyField("directory.Region", blank=True, related_name="offers")
    until = models.DateField(_("until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    request_id = models.UUIDField(unique=True)

    objects: ClassVar[OfferQuerySet] = OfferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """It may still be taken up."""
        lasts = self.until is None or self.until >= timezone.localdate()
        return self.closed_at is None and lasts
