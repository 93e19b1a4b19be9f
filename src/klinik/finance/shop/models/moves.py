"""Every change of the stock that is not a sale: only added to, by functions of the database."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klinik.finance.shop.models.goods import Good
from klinik.tenancy.models import Koppontren, TenantQuerySet


class MoveKind(models.TextChoices):
    """Why there was more or less of a good."""

    OPENING = "opening", _("opening stock")
    PURCHASE = "purchase", _("bought")
    PURCHASE_RETURN = "returned", _("returned to the supplier")
    CONSIGNED = "consigned", _("received from the consignor")
    GIVEN_BACK = "given_back", _("given back to the consignor")
    COUNT = "count", _("difference of a stock count")


class Move(models.Model):
    """So much of a good came in (above zero) or went out, and what that was worth.

    `quantity_after` and `value_after` are what there was once it was done.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, related_name="moves", db_constraint=False
    )
    request_id = models.UUIDField()
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MoveKind)
    quantity = models.BigIntegerField()
    value = models.BigIntegerField()
    quantity_after = models.BigIntegerField()
    value_after = models.BigIntegerField()
    entry_number = models.BigIntegerField(null=True, blank=True)
    about = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TenantQuerySet["Move"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="move_once", fields=["koppontren", "request_id", "n"]),
            models.CheckConstraint(name="move_of_something", condition=~Q(quantity=0)),
            models.CheckConstraint(name="move_kind_known", condition=Q(kind__in=sorted(MoveKind))),
        ]
        indexes = [models.Index(name="move_of_good", fields=["koppontren", "good", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
