"""What is typed of a tax rule."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField
from klinik.finance.savings.products.forms import NisbahField, NoAmountField


class TaxRuleForm(forms.Form):
    """From which day on, how much is free, how much of the whole after that, and by which law."""

    from_on = DayField(
        label=_("From which day on?"),
        help_text=_("A month is taxed by the rule that holds on its last day."),
    )
    free_through = NoAmountField(
        label=_("Without tax through, for one person in one month"),
        help_text=_("For example 240.000. Empty: taxed from the first rupiah."),
    )
    percent = NisbahField(
        least=Decimal(0),
        label=_("Above it, tax on the whole in percent"),
        help_text=_("For example 10. It is taken of everything, not only of what is above."),
    )
    source = NameField(
        max_length=300,
        label=_("By which document?"),
        help_text=_("Its kind, number and year, for example PP 15/2009."),
    )
    article = NameField(
        max_length=120, label=_("Which article?"), help_text=_("For example article 2 (2).")
    )
    is_verified = forms.BooleanField(
        required=False,
        label=_("I read this in the document itself"),
        help_text=_("Without it, every page that shows the rule says “not verified yet”."),
    )

    def content(self) -> dict[str, Any]:
        """What was typed, with the rate in basis points."""
        typed = dict(self.cleaned_data)
        percent = typed.pop("percent")
        return {**typed, "points": int(percent * 100)}
