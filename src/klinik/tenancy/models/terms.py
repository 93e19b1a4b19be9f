"""Numbers that a law gives and a newer one may change: dated, with their source."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalTerm(models.Model):
    """How many months a law gives for something, from a day on; a newer row follows an older."""

    class Kind(models.TextChoices):
        RAT_MONTHS = "rat_months", _("months after the book year in which the RAT is held")
        BOOKS_MONTHS = "books_months", _("months after the book year for which books are kept")

    # At least and at most: what is forgotten by a typing error does not come back.
    BOUNDS: ClassVar[dict[str, tuple[int, int]]] = {
        Kind.RAT_MONTHS.value: (1, 24),
        Kind.BOOKS_MONTHS.value: (60, 600),
    }

    kind = models.CharField(max_length=20, choices=Kind)
    months = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    source = models.CharField(max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "-from_on"]
        constraints = [
            models.UniqueConstraint(name="legal_term_once_a_day", fields=["kind", "from_on"]),
            models.CheckConstraint(
                name="legal_term_has_months_and_source",
                condition=(
                    models.Q(kind="rat_months", months__gte=1, months__lte=24)
                    | models.Q(kind="books_months", months__gte=60, months__lte=600)
                )
                & ~models.Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months}: {self.source}"
