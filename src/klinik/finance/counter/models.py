"""Groups whose members pay together, and what was collected from them at once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsProduct
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Group(models.Model):
    """Members who pay together: a class, a dormitory, a shift of teachers."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    request_id = models.UUIDField(null=True)

    objects: ClassVar[TenantQuerySet["Group"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="group_name_once", fields=["koppontren", "name"]),
            models.UniqueConstraint(name="group_request_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(name="group_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its table, to collect in."""
        return reverse("counter:group", args=[self.koppontren.slug, self.pk])


class Place(models.Model):
    """A member stands in a group; the row is gone when they leave it, and nothing else is."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="places", db_constraint=False
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="groups", db_constraint=False
    )

    objects: ClassVar[TenantQuerySet["Place"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["member__name", "member__number"]
        constraints = [
            models.UniqueConstraint(
                name="group_member_once", fields=["koppontren", "group", "member"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.member}"


class Collection(models.Model):
    """What was collected in one go: `rows` are [savings number, amount, entry]; it stays so."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="collections", db_constraint=False
    )
    product = models.ForeignKey(
        SavingsProduct, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    rows = models.JSONField()
    total = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Collection"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="collection_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(name="collection_of_something", condition=Q(total__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.total}"

    def get_absolute_url(self) -> str:
        """Its page, with a receipt for each member."""
        return reverse("counter:collection", args=[self.koppontren.slug, self.request_id])
