"""The shape of a decision and of a limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RupiahField


class LimitForm(forms.Form):
    """Above which amount a second person is needed, or that none is."""

    amount = RupiahField(
        label=_("Up to how much may one person record alone?"),
        required=False,
        help_text=_("Above it an entry waits until a second person has looked at it."),
    )
    is_off = forms.BooleanField(label=_("No second person, whatever the amount"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a limit that says neither or both."""
        cleaned = super().clean() or self.cleaned_data
        if "amount" not in self.errors and bool(cleaned.get("amount")) == cleaned.get("is_off"):
            self.add_error("amount", _("Type an amount, or tick that there is no limit."))
        return cleaned


class RejectForm(forms.Form):
    """Why a draft is rejected."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=500,
        help_text=_("Whoever recorded it reads this, and can put it right."),
    )
