"""What is typed about orders in advance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField, RupiahField
from klinik.finance.ledger.queries.chart import income_accounts
from klinik.finance.wallet.models import Category
from klinik.tenancy.models import Koppontren


class HoldForm(forms.Form):
    """For what, how much, until when."""

    about = NameField(
        label=_("For what order?"), max_length=100, help_text=_("For example: catering.")
    )
    amount = RupiahField(label=_("Amount"))
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=_("What is it for?"),
        required=False,
        empty_label=_("nothing in particular"),
    )
    until = DayField(label=_("Through which day?"))
    request_id = RequestIdField()

    def __init__(self, koppontren: Koppontren, data: Any = None) -> None:
        super().__init__(data)
        rows = Category.objects.of(koppontren).filter(is_used=True)
        self.fields["category"].queryset = rows  # type: ignore[attr-defined]


class CaptureForm(forms.Form):
    """How much of it is paid, and into which account."""

    amount = RupiahField(label=_("Paid now"))
    to: Any = forms.ModelChoiceField(None, label=_("Into"), empty_label=_("Choose…"))
    request_id = RequestIdField()

    def __init__(self, koppontren: Koppontren, data: Any = None, *, row: int = 0) -> None:
        super().__init__(data, auto_id=f"id_{row}_%s")  # one of many on the page
        self.fields["to"].queryset = income_accounts(koppontren)  # type: ignore[attr-defined]
