"""Who brings goods: suppliers who sell them to us, consignors whose goods we sell for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from klinik.core.history import remembered
from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.finance.shop.models.shop import Shop
from klinik.finance.shop.rules import NAME_LENGTH
from klinik.tenancy.models import Koppontren, TenantQuerySet


@remembered("request_id")
class Supplier(models.Model):
    """A merchant from whom a shop buys; what it is still owed stands in its purchases."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="suppliers", db_constraint=False
    )
    name = models.CharField(max_length=NAME_LENGTH)
    phone = models.CharField(max_length=15, blank=True)
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Supplier"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("koppontren", "shop", Upper("name"), name="supplier_name_once"),
            models.UniqueConstraint(
                name="supplier_request_once", fields=["koppontren", "request_id"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


@remembered("request_id")
class Consignor(models.Model):
    """Somebody whose goods the shop sells for them: a member, or another with a name and a phone.

    What is owed for goods that were sold lies on their account, a detail of the shop's `consigned`.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="consignors", db_constraint=False
    )
    number = models.CharField(max_length=20)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Consignor"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="consignor_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="consignor_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(
                name="consignor_member_once", fields=["koppontren", "shop", "member"]
            ),
            models.CheckConstraint(
                name="consignor_is_somebody",
                condition=Q(member__isnull=False, name="", phone="") | Q(member=None) & ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.member.name if self.member else self.name
