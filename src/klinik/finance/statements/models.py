"""The koppontren's own words beside its statements."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from klinik.tenancy.models import Koppontren, TenantQuerySet


class Notes(models.Model):
    """The notes to one fiscal year's statements, as they were kept once; the last version holds.

    Rows are only added: what was printed before can be read again. `language` is the one that its
    days and the names of standards are filled in.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # the calendar year in which the fiscal year begins
    version = models.PositiveIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=10, db_default="id", default="id")
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.ForeignKey(  # unknown of the first versions that were kept at all
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[TenantQuerySet["Notes"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["year", "version"]
        constraints = [
            models.UniqueConstraint(
                name="notes_version_once", fields=["koppontren", "year", "version"]
            ),
            models.CheckConstraint(
                name="notes_are_versioned_from_one", condition=models.Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.version}"
