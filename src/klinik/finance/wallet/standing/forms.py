"""What is typed about monthly fees."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import NameField
from klinik.finance.ledger.queries.chart import debts_of, incomes_of
from klinik.finance.wallet.bulk.rules import Row, read_lines
from klinik.finance.wallet.models import WalletRules


class DayField(forms.IntegerField):
    """The day of each month on which a fee is taken by itself; empty: by nobody but people."""

    def __init__(self) -> None:
        super().__init__(
            label=_("By itself on this day of each month"),
            min_value=1,
            max_value=28,
            required=False,
            help_text=_("1 to 28, shortly after midnight. Empty: somebody takes it by hand."),
        )


class FeeForm(forms.Form):
    """What is asked for each month, and where it goes."""

    name = NameField(
        label=_("Name of the fee"), max_length=60, help_text=_("For example: syahriyah.")
    )
    account: Any = forms.ModelChoiceField(
        None,
        label=_("It goes to"),
        empty_label=_("Choose…"),
        help_text=_("Income of the cooperative, or a debt to the pesantren that gets it."),
    )
    day = DayField()

    def __init__(self, rules: WalletRules, data: Any = None) -> None:
        super().__init__(data)
        unit = rules.control.unit
        incomes, debts = incomes_of(rules.koppontren, unit), debts_of(rules.koppontren, unit)
        self.fields["account"].queryset = (incomes | debts).order_by("code")  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """On which day of each month a fee is taken by itself."""

    day = DayField()


class PayersForm(forms.Form):
    """Which wallets pay, and how much a month."""

    lines = forms.CharField(
        label=_("Wallet and amount a month, one on each line"),
        max_length=200_000,
        help_text=_("For example: D-0001; 150.000."),
        widget=forms.Textarea(attrs={"rows": "8", "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.rows: list[Row] = []

    def clean_lines(self) -> str:
        """The rows that were meant; every one has to be good."""
        typed = str(self.cleaned_data["lines"])
        try:
            self.rows = read_lines(typed)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal
        bad = [f"{row.line}: {row.problem}" for row in self.rows if row.problem]
        if bad:
            raise forms.ValidationError("; ".join(bad[:5]))
        return typed


class MonthForm(forms.Form):
    """Which month is taken."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"month": today.replace(day=1)})
        self.today = today

    def clean_month(self) -> date:
        """Not before it has come."""
        month: date = self.cleaned_data["month"]
        if month > self.today:
            raise forms.ValidationError(_("This month has not come yet."))
        return month
