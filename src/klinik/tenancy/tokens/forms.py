"""What is typed to make a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.tenancy.models import ApiToken
from klinik.tenancy.tokens.rules import MOST_DAYS, USUAL_DAYS

LASTS = (
    (30, _("30 days")),
    (USUAL_DAYS, _("90 days")),
    (180, _("180 days")),
    (MOST_DAYS, _("a year")),
)


class TokenForm(forms.Form):
    """What for, how much, and how long."""

    name = NameField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("The program that uses it, such as “Monthly report”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.TypedChoiceField(
        label=_("What may it do?"),
        choices=ApiToken.Scope.choices,
        coerce=ApiToken.Scope,
        initial=ApiToken.Scope.READ,
        widget=forms.RadioSelect,
        help_text=_("Never more than your own role allows on that day."),
    )
    days = forms.TypedChoiceField(
        label=_("How long?"), choices=LASTS, coerce=int, initial=USUAL_DAYS
    )
    request_id = RequestIdField()
