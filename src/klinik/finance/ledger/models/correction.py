"""Which entry puts which right: beside the chain, written once with the later of the two."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from klinik.tenancy.models import Koppontren, TenantQuerySet


class Correction(models.Model):
    """An entry that says an earlier one anew or makes up for it; its own place is the open period.

    An undoing needs none: it points to what it undoes by itself.
    """

    pk = models.CompositePrimaryKey("koppontren_id", "entry_number")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    entry_number = models.BigIntegerField()
    corrects = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["Correction"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_of_an_earlier_one", condition=Q(corrects__lt=F("entry_number"))
            ),
        ]
        indexes = [
            models.Index(name="correction_by_corrected", fields=["koppontren", "corrects"]),
        ]

    def __str__(self) -> str:
        return f"{self.entry_number} corrects {self.corrects}"
