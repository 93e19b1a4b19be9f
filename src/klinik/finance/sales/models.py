"""What was sold at a till, how it was paid, and what somebody has to look at.

The money is the ledger's: a sale is one entry. What stands here never changes (`sql/guards.sql`),
but for what was looked at.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.money import rupiah
from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.shop.rules import measured
from klinik.finance.tills.models import Drawer, Shift
from klinik.finance.wallet.models import Card, Wallet
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Sale(models.Model):
    """Goods that went over a counter, or came back: one receipt and one entry of the books.

    `said_at` is what the device's own clock said, `sold_at` when it was as far as that can be
    known, `sold_on` the day where the koppontren is. `fingerprint` is of what the device sent.
    Keys have no index of their own but where something asks by them: each would be written with
    every sale, and what a sale names is never deleted.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    shop = models.ForeignKey(
        Shop, on_delete=models.PROTECT, related_name="sales", db_constraint=False, db_index=False
    )
    request_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    returns = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="returned",
        db_constraint=False,
        db_index=False,
    )
    device = models.CharField(max_length=36)
    drawer = models.ForeignKey(
        Drawer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    shift = models.ForeignKey(  # in which the till was held; none where no till was named
        Shift, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_offline = models.BooleanField()
    said_at = models.DateTimeField()
    sold_at = models.DateTimeField()
    sold_on = models.DateField()
    arrived_at = models.DateTimeField(auto_now_add=True)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    wallet = models.ForeignKey(
        Wallet,
        on_delete=models.PROTECT,
        null=True,
        related_name="sales",
        db_constraint=False,
        db_index=False,
    )
    card = models.ForeignKey(
        Card,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    total = models.BigIntegerField()
    discount = models.BigIntegerField()  # on the whole, beside that of lines
    cost = models.BigIntegerField()
    # What of it was counted against the wallet's limits, of a return what is not any more:
    # [[category, rupiah], ...]
    counted = models.JSONField(null=True)
    given = models.BigIntegerField(default=0)  # cash that was handed over, before the change
    reason = models.CharField(max_length=200, blank=True)  # why goods came back
    entry_number = models.BigIntegerField()

    objects: ClassVar[TenantQuerySet["Sale"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="sale_request_once", fields=["koppontren", "request_id"]),
            models.UniqueConstraint(name="sale_entry_once", fields=["koppontren", "entry_number"]),
            models.CheckConstraint(
                name="sale_of_something",
                condition=Q(total__gt=0, discount__gte=0, cost__gte=0, given__gte=0),
            ),
            models.CheckConstraint(
                name="sale_card_of_a_wallet", condition=Q(card=None) | Q(wallet__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="sale_of_day", fields=["koppontren", "shop", "sold_on", "-id"]),
            models.Index(
                name="sale_of_wallet",
                fields=["koppontren", "wallet", "-id"],
                condition=Q(wallet__isnull=False),
            ),
            models.Index(
                name="sale_of_member",  # what a year's purchases are added up from
                fields=["koppontren", "sold_on", "member"],
                include=["total", "returns"],
                condition=Q(member__isnull=False),
            ),
            models.Index(
                name="sale_returned",
                fields=["koppontren", "returns"],
                condition=Q(returns__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_number}: {rupiah(self.total)}"

    def get_absolute_url(self) -> str:
        """Its receipt."""
        return reverse("sales:sale", args=[self.koppontren.slug, self.entry_number])

    @property
    def signed_total(self) -> int:
        """Above zero for what was sold, below for what came back, in whole rupiah."""
        return -self.total if self.returns_id else self.total

    @property
    def change(self) -> int:
        """What was handed back of the cash, in whole rupiah: nothing where none was taken."""
        cash = sum(part.amount for part in self.payments.all() if part.how == How.CASH)
        return max(0, self.given - cash) if cash else 0


class SaleLine(models.Model):
    """One good of a sale: how much in thousandths of its unit, for how much, at what cost."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    sale = models.ForeignKey(
        Sale, on_delete=models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    n = models.PositiveSmallIntegerField()
    good = models.ForeignKey(
        Good,
        on_delete=models.PROTECT,
        related_name="sale_lines",
        db_constraint=False,
        db_index=False,
    )
    quantity = models.BigIntegerField()
    price = models.BigIntegerField()  # rupiah for a whole unit, as sold
    discount = models.BigIntegerField()
    amount = models.BigIntegerField()
    cost = models.BigIntegerField()
    line_returned = models.PositiveSmallIntegerField(null=True)  # of the sale that it returns
    consignor = models.ForeignKey(  # whose it was; none where it was the shop's own
        Consignor, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    objects: ClassVar[TenantQuerySet["SaleLine"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sale", "n"]
        constraints = [
            models.UniqueConstraint(name="sale_line_once", fields=["koppontren", "sale", "n"]),
            models.CheckConstraint(
                name="sale_line_of_something",
                condition=Q(quantity__gt=0, price__gte=0, discount__gte=0)
                & Q(amount__gte=0, cost__gte=0),
            ),
        ]
        indexes = [models.Index(name="sale_line_of_good", fields=["koppontren", "good", "-id"])]

    def __str__(self) -> str:
        return f"{self.good_id} {self.quantity}"

    @property
    def units(self) -> str:
        """How much in units of the good, as people write it: 2, or 0,25."""
        return measured(self.quantity)


class How(models.TextChoices):
    """How a part of a sale was paid."""

    CASH = "cash", _("cash")
    WALLET = "wallet", _("card")
    QRIS = "qris", _("QRIS")
    OWED = "owed", _("owed by the card's holder")


class Payment(models.Model):
    """A part of a sale's money, and the account it went to (or, of a return, came from)."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    sale = models.ForeignKey(
        Sale, on_delete=models.PROTECT, related_name="payments", db_constraint=False, db_index=False
    )
    how = models.CharField(max_length=6, choices=How)
    amount = models.BigIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    objects: ClassVar[TenantQuerySet["Payment"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="payment_once", fields=["koppontren", "sale", "how"]),
            models.CheckConstraint(name="payment_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="payment_how_known", condition=Q(how__in=sorted(How))),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.amount}"


class Worry(models.TextChoices):
    """Why somebody should look at a sale. It is booked all the same: the goods are gone."""

    OWED = "owed", _("more than the card could pay")
    CARD = "card", _("the card was blocked or replaced")
    STOCK = "stock", _("more sold than the stock says")
    PRICE = "price", _("sold at another price")
    GOOD = "good", _("the good was taken out of the list")
    DISCOUNT = "discount", _("more discount than a cashier gives alone")
    CLOCK = "clock", _("the device's clock cannot be believed")
    PERIOD = "period", _("its month was closed already")
    SHIFT = "shift", _("its drawer was counted already")
    MEMBER = "member", _("no member has the number")


OWED = (Worry.OWED, Worry.CARD)  # with an amount that somebody has to pay


class Concern(models.Model):
    """Something about a sale that waits for somebody to look at it."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    sale = models.ForeignKey(
        Sale, on_delete=models.PROTECT, related_name="concerns", db_constraint=False
    )
    worry = models.CharField(max_length=8, choices=Worry)
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField(default=0)  # rupiah, or thousandths that are missing
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(max_length=200, blank=True)
    settled_entry = models.BigIntegerField(null=True)

    objects: ClassVar[TenantQuerySet["Concern"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="concern_known", condition=Q(worry__in=sorted(Worry))),
            models.CheckConstraint(
                name="concern_settled_whole",
                condition=Q(settled_at=None, settled_by=None, how="", settled_entry=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(how=""),
            ),
        ]
        indexes = [
            models.Index(
                name="concern_waits", fields=["koppontren", "id"], condition=Q(settled_at=None)
            ),
            models.Index(name="concern_of_sale", fields=["koppontren", "sale"]),
        ]

    def __str__(self) -> str:
        return f"{self.sale_id} {self.worry}"

    @property
    def how_far(self) -> str:
        """How much was wrong about it, in the reader's language; empty where that is no amount."""
        amount = rupiah(abs(self.amount))
        if self.worry == Worry.STOCK and self.good:
            missing = {"many": measured(self.amount), "unit": self.good.unit_name}
            return _("%(many)s %(unit)s more than there was") % missing
        if self.worry == Worry.PRICE and self.amount < 0:
            return _("%(amount)s less than by the list") % {"amount": amount}
        if self.worry == Worry.PRICE and self.amount > 0:
            return _("%(amount)s more than by the list") % {"amount": amount}
        if self.worry == Worry.DISCOUNT:
            return _("%(amount)s off") % {"amount": amount}
        return _("%(amount)s in cash") % {"amount": amount} if self.worry == Worry.SHIFT else ""

    @property
    def is_owed(self) -> bool:
        """Money of a card that its holder had to pay."""
        return self.worry in OWED

    @property
    def still_owed(self) -> int:
        """What of it no top-up and nobody has paid since, in whole rupiah."""
        wallet = self.sale.wallet if self.is_owed else None
        owed = wallet.owed_account if wallet else None
        return min(self.amount, owed.balance) if owed else 0


class Voided(models.Model):
    """A sale that its till gave up without knowing whether it had arrived: it never will."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TenantQuerySet["Voided"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="voided_once", fields=["koppontren", "request_id"])
        ]

    def __str__(self) -> str:
        return str(self.request_id)


class Refused(models.Model):
    """A sale that a device made without a line and that could not be booked: somebody looks at it.

    `slip` is what the device sent. It may arrive after all, or be given up at the till.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    code = models.CharField(max_length=40)
    why = models.CharField(max_length=300)
    total = models.BigIntegerField()
    said_at = models.DateTimeField()  # by the device's clock
    slip = models.JSONField()
    cashier = models.ForeignKey(  # none where nobody has this number
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    entry_number = models.BigIntegerField(null=True)  # of the sale, once it arrived
    is_given_up = models.BooleanField(default=False, db_default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(max_length=200, blank=True)

    objects: ClassVar[TenantQuerySet["Refused"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="sale_refused_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(
                name="sale_refused_settled_whole",
                condition=Q(settled_at=None, settled_by=None, how="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(how=""),
            ),
        ]
        indexes = [
            models.Index(
                name="sale_refused_waits",
                fields=["koppontren", "id"],
                condition=Q(settled_at=None, entry_number=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {rupiah(self.total)}"

    @property
    def paid(self) -> list[tuple[str, int]]:
        """How it was paid at the till: the way in words, and whole rupiah."""
        return [(str(How(how).label), amount) for how, amount in self.slip["payments"]]
