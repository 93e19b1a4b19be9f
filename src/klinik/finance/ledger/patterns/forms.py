"""A name for a pattern and the day on which it comes again; an amount for one of its days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RupiahField
from klinik.finance.ledger.models.patterns import Every


class PatternForm(forms.Form):
    """What the pattern is called, and when it waits again."""

    name = NameField(label=_("Name of the pattern"), max_length=100)
    every = forms.ChoiceField(
        label=_("How often does it come again?"), choices=Every.choices, required=False
    )
    day = forms.IntegerField(
        label=_("On which day?"),
        required=False,
        min_value=1,
        max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Of the month 1 to 31; of the week 1 (Monday) to 7 (Sunday)."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that there is not, and a rhythm without one."""
        cleaned = super().clean() or self.cleaned_data
        every, day = cleaned.get("every"), cleaned.get("day")
        if every and not day and "day" not in self.errors:
            self.add_error("day", _("Say on which day it waits."))
        if every == Every.WEEK and day and day > 7:
            self.add_error("day", _("A week has the days 1 to 7."))
        return cleaned


class ConfirmForm(forms.Form):
    """The amount this time, if it is another one."""

    amount = RupiahField(label=_("How much this time"), required=False)
