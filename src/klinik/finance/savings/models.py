"""Savings: what a cooperative offers, and the accounts its members hold."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.finance.savings.leaving.models import Departure as Departure
from klinik.tenancy.models import Koppontren, TenantQuerySet


class SavingsKind(models.TextChoices):
    """The three kinds of members' savings: the first two are the cooperative's own capital."""

    PRINCIPAL = "principal", _("principal savings")
    MANDATORY = "mandatory", _("mandatory savings")
    VOLUNTARY = "voluntary", _("voluntary savings")


class Akad(models.TextChoices):
    """The contract under which voluntary savings are held."""

    WADIAH = "wadiah", "wadiah"
    MUDHARABAH = "mudharabah", "mudharabah"


class SavingsProduct(models.Model):
    """A kind of savings that one koppontren offers; its control account holds all of them."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SavingsKind)
    prefix = models.CharField(max_length=4)
    name = models.CharField(max_length=100)
    akad = models.CharField(max_length=10, choices=Akad, blank=True)
    control = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    objects: ClassVar[TenantQuerySet["SavingsProduct"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["control__code"]
        constraints = [
            models.UniqueConstraint(name="product_prefix_once", fields=["koppontren", "prefix"]),
            models.UniqueConstraint(
                name="product_principal_once",
                fields=["koppontren"],
                condition=Q(kind=SavingsKind.PRINCIPAL),
            ),
            models.CheckConstraint(
                name="product_kind_known", condition=Q(kind__in=sorted(SavingsKind))
            ),
            models.CheckConstraint(
                name="product_prefix_is_letters", condition=Q(prefix__regex="^[A-Z]{1,4}$")
            ),
            models.CheckConstraint(
                name="product_akad_of_voluntary",
                condition=Q(kind=SavingsKind.VOLUNTARY, akad__in=sorted(Akad))
                | (~Q(kind=SavingsKind.VOLUNTARY) & Q(akad="")),
            ),
            models.CheckConstraint(
                name="product_amount_of_principal",
                condition=Q(kind=SavingsKind.PRINCIPAL, amount__gt=0, amount__lte=10**15)
                | (~Q(kind=SavingsKind.PRINCIPAL) & Q(amount=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavingsAccount(models.Model):
    """One member's savings of one product; the money itself is the ledger's account."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="savings", db_constraint=False
    )
    product = models.ForeignKey(
        SavingsProduct, on_delete=models.PROTECT, related_name="accounts", db_constraint=False
    )
    number = models.CharField(max_length=20)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="savings", db_constraint=False
    )
    opened_on = models.DateField()
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["SavingsAccount"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["product__control__code", "number"]
        constraints = [
            models.UniqueConstraint(name="savings_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="savings_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(
                name="savings_once_each", fields=["koppontren", "member", "product"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.product.name}"

    def get_absolute_url(self) -> str:
        return reverse("savings:account", args=[self.koppontren.slug, self.number])

    @property
    def may_deposit(self) -> bool:
        """Principal savings are paid once, on joining; again only when that was undone."""
        return self.product.kind != SavingsKind.PRINCIPAL or self.account.balance == 0

    @property
    def may_withdraw(self) -> bool:
        """Only voluntary savings are paid out to somebody who stays a member."""
        return self.product.kind == SavingsKind.VOLUNTARY
