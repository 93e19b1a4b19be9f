"""The bridge: which figure a koppontren shares, for how long, and what it was."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from klinik.directory.models import Indicator, Reading
from klinik.programme.rules import Standing, standing_on
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Consent(models.Model):
    """A koppontren lets one named figure be read from its books, for a period."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="consents")
    number = models.UUIDField(unique=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["Consent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            # That two running consents of one figure never overlap: sql/consents_apart.sql
        ]

    def __str__(self) -> str:
        return f"{self.koppontren}: {self.indicator}"

    @property
    def is_withdrawn(self) -> bool:
        """True once the koppontren took its word back."""
        return self.withdrawn_at is not None

    @property
    def standing(self) -> Standing:
        """Whether the figure is shared today; an ended consent keeps the figures it brought."""
        return standing_on(
            timezone.localdate(),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            is_withdrawn=self.is_withdrawn,
        )


class SharedFigure(models.Model):
    """One reading that was taken from the books under a consent, with what it rests on.

    The evidence stays inside the tenant; the province's reading carries only its hash.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, related_name="figures", db_constraint=False
    )
    reading = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    evidence = models.JSONField()

    objects: ClassVar[TenantQuerySet["SharedFigure"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                name="shared_figure_day_once", fields=["koppontren", "consent", "on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent} {self.on}"
