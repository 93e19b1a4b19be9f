"""What goods are for, and the rules that hold for every wallet of a koppontren."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from klinik.core.history import remembered
from klinik.finance.ledger.models import Account
from klinik.finance.wallet.choices import Icon
from klinik.tenancy.models import Koppontren, TenantQuerySet

LONGEST_NAME = 60
OFFLINE_ALLOWANCE = 20_000  # rupiah


@remembered()
class Category(models.Model):
    """What goods are for: snacks, books. Books and medicine are exempt from the general limits."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    icon = models.CharField(max_length=20, choices=Icon, default=Icon.TAG)
    is_exempt = models.BooleanField(default=False)
    is_used = models.BooleanField(default=True)

    objects: ClassVar[TenantQuerySet["Category"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["is_exempt", "name"]
        constraints = [
            models.UniqueConstraint(name="category_name_once", fields=["koppontren", "name"]),
            models.CheckConstraint(name="category_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


@remembered("last_number")
class WalletRules(models.Model):
    """Where a koppontren keeps pocket money, and what it decided; counts its wallets.

    `offline_allowance` is what a card may pay in a day at one device that cannot ask anybody.
    """

    koppontren = models.OneToOneField(
        Koppontren, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    control = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    held = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    owed = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    card_fee = models.BigIntegerField(default=0, db_default=0)
    fee_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    offline_allowance = models.BigIntegerField(
        default=OFFLINE_ALLOWANCE, db_default=OFFLINE_ALLOWANCE
    )
    last_number = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[TenantQuerySet["WalletRules"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wallet_rules_in_bounds",
                condition=Q(card_fee__gte=0, card_fee__lte=10**15)
                & Q(offline_allowance__gte=0, offline_allowance__lte=10**15),
            ),
            models.CheckConstraint(
                name="wallet_fee_has_an_account",
                condition=Q(card_fee=0) | Q(fee_account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"wallets {self.pk}"
