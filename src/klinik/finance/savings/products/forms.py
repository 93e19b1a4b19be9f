"""What is typed of a savings product."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RupiahField
from klinik.finance.savings.models import (
    CAPITAL,
    Akad,
    ProductTerms,
    SavingsKind,
    SavingsProduct,
    Withdrawal,
)
from klinik.finance.savings.product_rules import WITHDRAWALS, Rules

CHOOSE = {"invalid_choice": _("Choose one from the list.")}


class NoAmountField(RupiahField):
    """Whole rupiah, or nothing: 0 is typed as nothing or as 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> int:
        """Nothing typed is Rp0."""
        if str(value or "").strip() in {"", "0"}:
            return 0
        return super().to_python(value) or 0


class NisbahField(forms.DecimalField):
    """The member's share of the income, in percent with at most two decimals."""

    def __init__(self, *, least: Decimal = Decimal("0.01"), **options: Any) -> None:
        super().__init__(
            min_value=least,
            max_value=Decimal(100),
            decimal_places=2,
            max_digits=5,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": "6"}),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        """A comma is a decimal comma."""
        return super().to_python(str(value or "").replace(",", "."))


class ProductForm(forms.Form):
    """What of a product may change; what its kind cannot have is left out."""

    name = NameField(label=_("Name"), max_length=100)
    nisbah = NisbahField(
        label=_("Nisbah: the members' share of the income, in percent"),
        help_text=_("For example 40: of each Rp100 of income that is shared, Rp40 are theirs."),
    )
    amount = RupiahField(
        label=_("Amount for every month"),
        required=False,
        help_text=_("What each member pays a month. Empty: whatever they like, and no arrears."),
    )
    since = forms.DateField(
        label=_("Holds from the month"),
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        help_text=_("Empty: this month. Earlier months keep what was agreed for them."),
    )
    withdrawal = forms.ChoiceField(label=_("Paid out"), error_messages=CHOOSE)
    minimum = NoAmountField(
        label=_("Minimum balance"),
        help_text=_("Stays in the account until it is closed."),
    )
    closing_fee = NoAmountField(label=_("Fee for closing"))
    monthly_fee = NoAmountField(
        label=_("Monthly fee"),
        help_text=_(
            "Taken once a month by “Monthly fees”, from this month on. Before you change it, take "
            "the fees of the months before."
        ),
    )
    fee_account: Any = forms.ModelChoiceField(
        None,
        label=_("Fees go to"),
        required=False,
        empty_label=_("No fees"),
        error_messages=CHOOSE,
    )
    is_offered = forms.BooleanField(
        label=_("New accounts can be opened"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        akad: str,
        incomes: Any,
        product: SavingsProduct | None = None,
        terms: ProductTerms | None = None,
        today: date | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["fee_account"].queryset = incomes  # type: ignore[attr-defined]
        ways = [(key, capfirst(str(Withdrawal(key).label))) for key in WITHDRAWALS[kind]]
        self.fields["withdrawal"].choices = ways  # type: ignore[attr-defined]
        if product:
            fields = ("name", "withdrawal", "minimum", "closing_fee", "monthly_fee", "fee_account")
            self.initial.update({field: getattr(product, field) for field in fields})
            self.initial["is_offered"] = product.is_offered
        if terms:
            self.initial["amount"] = terms.amount
            self.initial["nisbah"] = terms.nisbah and _percent(terms.nisbah)
            # What holds only later is not pulled into this month by saving something else.
            self.initial["since"] = terms.since if today and terms.since > today else None
        gone = {"nisbah"} if akad != Akad.MUDHARABAH else set()
        gone |= {"amount"} if kind != SavingsKind.MANDATORY else set()
        gone |= {"since"} if {"nisbah", "amount"} <= gone else set()
        gone |= {"withdrawal"} if len(ways) == 1 else set()
        if kind in (*CAPITAL, SavingsKind.TERM):
            gone |= {"minimum", "closing_fee", "fee_account"}
        gone |= {"monthly_fee"} if kind != SavingsKind.VOLUNTARY else set()
        for field in gone:
            del self.fields[field]
        self.kind = kind

    def rules(self) -> Rules:
        """What was typed, as the command takes it."""
        typed = self.cleaned_data
        nisbah, since = typed.get("nisbah"), typed.get("since")
        return Rules(
            name=typed["name"],
            withdrawal=typed.get("withdrawal") or WITHDRAWALS[self.kind][0],
            minimum=typed.get("minimum") or 0,
            closing_fee=typed.get("closing_fee") or 0,
            monthly_fee=typed.get("monthly_fee") or 0,
            fee_account=typed.get("fee_account"),
            is_offered=typed["is_offered"],
            nisbah=int(nisbah * 100) if nisbah is not None else None,
            amount=typed.get("amount"),
            since=_first(since),
        )


class NewProductForm(ProductForm):
    """A product that is offered for the first time: with its letters, its account and its term."""

    letters = forms.RegexField(
        r"^[A-Za-z]{1,4}\Z",
        label=_("Letters before the number"),
        max_length=4,
        help_text=_("One to four capital letters: with HJ the accounts are HJ-0001, HJ-0002, …"),
        error_messages={"invalid": _("One to four capital letters.")},
    )
    control: Any = forms.ModelChoiceField(
        None,
        label=_("Account in the books"),
        empty_label=_("Choose…"),
        error_messages=CHOOSE,
        help_text=_("All savings of this kind stand under it, person by person."),
    )
    months = forms.IntegerField(
        label=_("Months"), min_value=1, max_value=120, help_text=_("From opening to the due day.")
    )
    field_order = ("name", "letters", "control", "months", "nisbah", "amount", "since")

    def __init__(self, *args: Any, kind: str, controls: Any, **options: Any) -> None:
        super().__init__(*args, kind=kind, **options)
        self.fields["control"].queryset = controls  # type: ignore[attr-defined]
        if kind != SavingsKind.TERM:
            del self.fields["months"]

    def clean_letters(self) -> str:
        """Letters as they stand on passbooks."""
        return str(self.cleaned_data["letters"]).upper()


def _percent(points: int) -> str:
    return f"{Decimal(points) / 100:f}".replace(".", ",")


def _first(day: date | None) -> date | None:
    return day and day.replace(day=1)
