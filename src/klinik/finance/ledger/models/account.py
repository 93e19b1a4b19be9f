"""The chart of accounts, and what each account holds."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models.book import Unit
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import Koppontren, TenantQuerySet


class AccountKind(models.TextChoices):
    """What an account is on the statements; PSAK 401 shows syirkah between debt and equity."""

    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    SYIRKAH = "syirkah", _("temporary syirkah funds")
    EQUITY = "equity", _("equity")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


RESULT = (AccountKind.INCOME, AccountKind.EXPENSE)  # what begins anew with each fiscal year


class Side(models.TextChoices):
    """The two sides of an account."""

    DEBIT = "debit", _("debit")
    CREDIT = "credit", _("credit")


class CashFlow(models.TextChoices):
    """To which activity of the cash flow statement an account's movements belong."""

    OPERATING = "operating", _("operating activities")
    INVESTING = "investing", _("investing activities")
    FINANCING = "financing", _("financing activities")


class Mark(models.TextChoices):
    """What an account is for the statements, beyond its kind (see `MARKS_OF`)."""

    MEMBER = "member", _("business with members")
    PUBLIC = "public", _("business with others than members")
    OTHER = "other", _("other income, beside the business")
    COST = "cost", _("direct costs of what was sold")
    SHARE = "share", _("share of those whose syirkah funds are managed")
    ZAKAT = "zakat", _("zakat fund")
    BENEVOLENCE = "benevolence", _("benevolence fund (dana kebajikan)")
    RESULT = "result", _("results not shared out (SHU belum dibagi)")


# PostgreSQL refuses the others as well (sql/marks.sql).
MARKS_OF: dict[str, tuple[Mark, ...]] = {
    AccountKind.INCOME: (Mark.MEMBER, Mark.PUBLIC, Mark.OTHER),
    AccountKind.EXPENSE: (Mark.COST, Mark.SHARE),
    AccountKind.LIABILITY: (Mark.ZAKAT, Mark.BENEVOLENCE),
    AccountKind.EQUITY: (Mark.RESULT,),
}


class Account(models.Model):
    """One account: a place of the chart, or one member's savings under a control account."""

    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=AccountKind)
    normal_side = models.CharField(max_length=6, choices=Side)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_constraint=False,
        db_index=False,
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="details",
        db_constraint=False,
    )
    other_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    cash_flow = models.CharField(max_length=10, choices=CashFlow, blank=True, db_default="")
    mark = models.CharField(max_length=12, choices=Mark, blank=True, default="", db_default="")
    is_cash = models.BooleanField(default=False, db_default=False)
    is_control = models.BooleanField(default=False, db_default=False)
    may_overdraw = models.BooleanField(default=False, db_default=False)
    closed = models.BooleanField(default=False, db_default=False)
    last_detail = models.IntegerField(default=0, db_default=0)
    debits = models.BigIntegerField(default=0, db_default=0)
    credits = models.BigIntegerField(default=0, db_default=0)

    objects: ClassVar[TenantQuerySet["Account"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(name="account_code_once", fields=["koppontren", "code"]),
            models.UniqueConstraint(
                name="account_between_units_once",
                fields=["koppontren", "unit", "other_unit"],
                condition=Q(other_unit__isnull=False),
            ),
            # The only CHECK of this table: PostgreSQL prepares each anew for every statement, and
            # two run in each posting. What an account *is* is checked when that changes, by a
            # trigger (sql/guards.sql).
            models.CheckConstraint(
                name="account_not_overdrawn",
                condition=Q(may_overdraw=True)
                | Q(normal_side=Side.DEBIT, debits__gte=F("credits"))
                | Q(normal_side=Side.CREDIT, credits__gte=F("debits")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def balance(self) -> int:
        """What the account holds, in whole rupiah on its normal side; below zero is overdrawn.

        A control account holds nothing itself: ask `queries.balance_on`.
        """
        return held(self.normal_side, self.debits, self.credits)
