"""What is typed about a month's sharing."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RupiahField

CHOOSE = {
    "invalid_choice": _("Choose one from the list."),
    "invalid_pk_value": _("Choose one from the list."),
}


class PoolForm(forms.Form):
    """Which income of a unit is shared, and where share and tax are booked."""

    incomes: Any = forms.ModelMultipleChoiceField(
        None,
        label=_("Income that is shared"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What members' mudharabah funds earn, such as margins. Not fees of service."),
        error_messages=CHOOSE,
    )
    expense: Any = forms.ModelChoiceField(
        None,
        label=_("Members' share is booked to"),
        empty_label=_("Choose…"),
        error_messages=CHOOSE,
    )
    tax: Any = forms.ModelChoiceField(
        None,
        label=_("Tax withheld waits in"),
        required=False,
        empty_label=_("No account yet"),
        help_text=_("A debt until it is paid. Needed as soon as somebody is taxed."),
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, incomes: Any, expenses: Any, debts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["incomes"].queryset = incomes  # type: ignore[attr-defined]
        self.fields["expense"].queryset = expenses  # type: ignore[attr-defined]
        self.fields["tax"].queryset = debts  # type: ignore[attr-defined]


class MonthForm(forms.Form):
    """Which month of which unit."""

    pool: Any = forms.ModelChoiceField(
        None, label=_("Unit"), empty_label=None, error_messages=CHOOSE
    )
    month = forms.TypedChoiceField(
        label=_("Month"), coerce=date.fromisoformat, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, pools: Any, months: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pool"].queryset = pools  # type: ignore[attr-defined]
        choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]


class BonusForm(MonthForm):
    """What the board gives to those who saved as wadiah."""

    amount = RupiahField(
        label=_("Bonus for all of them together"),
        help_text=_("Divided by balances and days. It is a gift: it may never be promised."),
    )


class UndoForm(forms.Form):
    """Why a whole month is undone."""

    reason = forms.CharField(
        label=_("Why is it undone?"),
        max_length=300,
        help_text=_("For example: wrong nisbah, income missing. No names of members."),
    )
