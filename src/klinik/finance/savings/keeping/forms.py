"""What is typed about an account beside paying in and out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField, RupiahField


class ReasonForm(forms.Form):
    """Why an account is blocked or released."""

    reason = NameField(
        label=_("Why?"),
        max_length=200,
        help_text=_("Stands in the history, with your name. For example: passbook lost."),
    )


class TransferForm(forms.Form):
    """Where to, and how much."""

    to = forms.CharField(
        label=_("To which account?"),
        max_length=20,
        help_text=_("The number on the passbook, for example S-0012."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    amount = RupiahField(label=_("Amount"))
    request_id = RequestIdField()

    def clean_to(self) -> str:
        """The number as it is printed."""
        return str(self.cleaned_data["to"]).strip().upper()


class CloseForm(forms.Form):
    """Closing needs nothing but the press of its button."""

    request_id = RequestIdField()


class TermForm(forms.Form):
    """The one sum of term savings."""

    amount = RupiahField(
        label=_("Amount"), help_text=_("Paid in cash now, once; paid out from the due day on.")
    )
    request_id = RequestIdField()


class GoalForm(forms.Form):
    """What is saved for."""

    purpose = NameField(
        label=_("What is saved for?"), max_length=100, help_text=_("For example: umrah, qurban.")
    )
    target = RupiahField(label=_("How much is wanted?"))
    by_day = DayField(label=_("By which day?"))
    request_id = RequestIdField()
