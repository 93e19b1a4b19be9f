"""When work of the clock was last done in a koppontren, and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models import Koppontren, TenantQuerySet

__all__ = ["Round", "Work"]


class Work(models.TextChoices):
    """What comes round."""

    MATCH = "match", _("transfers matched with the bank")
    HOLDS = "holds", _("orders that nobody fetched given back")
    TOP_UPS = "topups", _("top-ups closed that waited long enough")


class Round(models.Model):
    """One kind of work: when it was last done, how many rows it dealt with and how many it left."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    work = models.CharField(max_length=6, choices=Work)
    at = models.DateTimeField()
    done = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)

    objects: ClassVar[TenantQuerySet["Round"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="round_of_each_work", fields=["koppontren", "work"]),
            models.CheckConstraint(name="round_work_known", condition=Q(work__in=sorted(Work))),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.done}"
