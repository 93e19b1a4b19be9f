"""Savings: what a cooperative offers, and the accounts its members hold."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.finance.savings.forgetting.models import Forgetting as Forgetting
from klinik.finance.savings.leaving.models import Departure as Departure
from klinik.finance.savings.limits.models import PlannedDeparture as PlannedDeparture
from klinik.finance.savings.limits.models import TellerLimit as TellerLimit
from klinik.finance.savings.passbook.models import PassbookLayout as PassbookLayout
from klinik.finance.savings.passbook.models import PassbookPrint as PassbookPrint
from klinik.tenancy.models import Koppontren, TenantQuerySet


class SavingsKind(models.TextChoices):
    """The kinds of members' savings: the first two are the cooperative's own capital."""

    PRINCIPAL = "principal", _("principal savings")
    MANDATORY = "mandatory", _("mandatory savings")
    VOLUNTARY = "voluntary", _("voluntary savings")
    TERM = "term", _("term savings (simpanan berjangka)")
    GOAL = "goal", _("savings for a goal")


CAPITAL = (SavingsKind.PRINCIPAL, SavingsKind.MANDATORY)
WITH_DUE_DAY = (SavingsKind.TERM, SavingsKind.GOAL)  # each account has one of its own


class Akad(models.TextChoices):
    """The contract under which savings that are not capital are held."""

    WADIAH = "wadiah", _("wadiah (kept safe, no return promised)")
    MUDHARABAH = "mudharabah", _("mudharabah mutlaqah (a share of the income)")


class Withdrawal(models.TextChoices):
    """When savings are paid out to somebody who stays a member."""

    LEAVING = "leaving", _("only when the member leaves")
    ANY_TIME = "any_time", _("at any time")
    DUE = "due", _("on the due day, or once the goal is reached")


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
    withdrawal = models.CharField(max_length=10, choices=Withdrawal, db_default=Withdrawal.LEAVING)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum = models.BigIntegerField(default=0, db_default=0)
    closing_fee = models.BigIntegerField(default=0, db_default=0)
    monthly_fee = models.BigIntegerField(default=0, db_default=0)
    monthly_fee_since = models.DateField(null=True, blank=True)  # the first month it is asked for
    fee_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    is_offered = models.BooleanField(default=True, db_default=True)
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
                name="product_akad_of_kind",
                condition=Q(kind__in=sorted(CAPITAL), akad="")
                | Q(kind=SavingsKind.TERM, akad=Akad.MUDHARABAH)
                | Q(kind__in=[SavingsKind.GOAL, SavingsKind.VOLUNTARY], akad__in=sorted(Akad)),
            ),
            models.CheckConstraint(
                name="product_amount_of_principal",
                condition=Q(kind=SavingsKind.PRINCIPAL, amount__gt=0, amount__lte=10**15)
                | (~Q(kind=SavingsKind.PRINCIPAL) & Q(amount=None)),
            ),
            models.CheckConstraint(
                name="product_withdrawal_of_kind",
                condition=Q(kind__in=sorted(CAPITAL), withdrawal=Withdrawal.LEAVING)
                | Q(kind=SavingsKind.TERM, withdrawal=Withdrawal.DUE)
                | Q(kind=SavingsKind.VOLUNTARY, withdrawal=Withdrawal.ANY_TIME)
                | Q(kind=SavingsKind.GOAL, withdrawal__in=[Withdrawal.ANY_TIME, Withdrawal.DUE]),
            ),
            models.CheckConstraint(
                name="product_months_of_term",
                condition=Q(kind=SavingsKind.TERM, months__gte=1, months__lte=120)
                | (~Q(kind=SavingsKind.TERM) & Q(months=None)),
            ),
            models.CheckConstraint(
                name="product_amounts_in_bounds",
                condition=Q(minimum__gte=0, minimum__lte=10**15)
                & Q(closing_fee__gte=0, closing_fee__lte=10**15)
                & Q(monthly_fee__gte=0, monthly_fee__lte=10**15),
            ),
            models.CheckConstraint(
                name="product_fees_have_an_account",
                condition=Q(closing_fee=0, monthly_fee=0) | Q(fee_account__isnull=False),
            ),
            models.CheckConstraint(
                name="product_capital_is_whole",
                condition=~Q(kind__in=[*sorted(CAPITAL), SavingsKind.TERM])
                | Q(minimum=0, closing_fee=0),
            ),
            # Who cannot fetch their money cannot do without the fee either.
            models.CheckConstraint(
                name="product_monthly_fee_of_voluntary",
                condition=Q(monthly_fee=0)
                | Q(kind=SavingsKind.VOLUNTARY, monthly_fee_since__day=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        """Whether its savers have a share of the month's income by contract."""
        return self.akad == Akad.MUDHARABAH

    @property
    def has_due_day(self) -> bool:
        """Whether each account of it is saved until a day of its own."""
        return self.kind in WITH_DUE_DAY


class ProductTerms(models.Model):
    """What holds of a product from a month on: the member's nisbah, or the monthly duty.

    Rows are only added; of two for one month the later one holds.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        SavingsProduct, on_delete=models.PROTECT, related_name="terms", db_constraint=False
    )
    since = models.DateField()
    nisbah = models.PositiveSmallIntegerField(null=True)  # basis points of the income
    amount = models.BigIntegerField(null=True)  # rupiah a month
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["ProductTerms"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(name="terms_from_a_first", condition=Q(since__day=1)),
            models.CheckConstraint(
                name="terms_one_of_both",
                condition=Q(nisbah__gte=1, nisbah__lte=10_000, amount=None)
                | Q(amount__gte=1, amount__lte=10**15, nisbah=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since:%Y-%m}"


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
    due_on = models.DateField(null=True, blank=True)
    target = models.BigIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=100, blank=True, default="", db_default="")
    blocked = models.CharField(max_length=200, blank=True, default="", db_default="")
    closed_on = models.DateField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["SavingsAccount"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["product__control__code", "number"]
        constraints = [
            models.UniqueConstraint(name="savings_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="savings_request_once", fields=["koppontren", "request_id"]
            ),
            # One open account of each product, but as many deposits and goals as a member has.
            models.UniqueConstraint(
                name="savings_once_each",
                fields=["koppontren", "member", "product"],
                condition=Q(due_on=None, closed_on=None),
            ),
            models.CheckConstraint(
                name="savings_due_after_opening",
                condition=Q(due_on=None) | Q(due_on__gt=F("opened_on")),
            ),
            models.CheckConstraint(
                name="savings_target_of_a_goal",
                condition=Q(target=None, purpose="")
                | Q(target__gt=0, target__lte=10**15, due_on__isnull=False) & ~Q(purpose=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.product.name}"

    def get_absolute_url(self) -> str:
        return reverse("savings:account", args=[self.koppontren.slug, self.number])

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor emptied for good."""
        return self.closed_on is None

    @property
    def may_deposit(self) -> bool:
        """Principal savings and term savings are paid once; again only when that was undone."""
        is_paid = self.product.kind == SavingsKind.TERM and self.account.balance > 0
        return self.is_open and not is_paid and self.missing != 0

    @property
    def missing(self) -> int | None:
        """Of principal savings, the rupiah still to be paid, at once; None where any amount goes.

        Part of them is there where a table brought in less than joining costs today.
        """
        amount = self.product.amount
        return None if amount is None else max(0, amount - self.account.balance)

    @property
    def may_withdraw(self) -> bool:
        """Whether money is paid out of it at all to somebody who stays a member."""
        return self.is_open and not self.blocked and self.product.withdrawal != Withdrawal.LEAVING

    @property
    def may_close(self) -> bool:
        """Simpanan wajib that holds nothing was opened by mistake; principal savings stay."""
        is_mistake = self.product.kind == SavingsKind.MANDATORY and not self.account.balance
        return self.may_withdraw or (self.is_open and not self.blocked and is_mistake)


class SavingsStep(models.TextChoices):
    """What was done to an account or a product, beside moving money."""

    BLOCKED = "blocked", _("Blocked")
    RELEASED = "released", _("Released")
    CLOSED = "closed", _("Closed")
    CHANGED = "changed", _("Changed")


class SavingsEvent(models.Model):
    """One step of an account or a product, when, by whom, and why; rows are only added."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    savings = models.ForeignKey(
        SavingsAccount,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        db_constraint=False,
    )
    product = models.ForeignKey(
        SavingsProduct,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        db_constraint=False,
    )
    what = models.CharField(max_length=8, choices=SavingsStep)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField(null=True, blank=True)  # of a closing: it may move no money

    objects: ClassVar[TenantQuerySet["SavingsEvent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="savings_event_of_one",
                condition=Q(savings=None, product__isnull=False)
                | Q(savings__isnull=False, product=None),
            ),
            models.UniqueConstraint(
                name="savings_event_request_once", fields=["koppontren", "request_id"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}"
