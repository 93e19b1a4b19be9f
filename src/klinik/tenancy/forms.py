"""What is typed to invite somebody, and to take an invitation up."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.people.forms import PhoneField
from klinik.people.models import User
from klinik.tenancy.roles import Role


class InviteForm(forms.Form):
    """Who is invited, as what, and where the link goes."""

    name = NameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.TypedChoiceField(label=_("As what?"), coerce=Role, widget=forms.RadioSelect)
    phone = PhoneField(
        label=_("WhatsApp number"),
        required=False,
        help_text=_("You send the link yourself; the number becomes the sign-in name."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    request_id = RequestIdField()

    def __init__(self, roles: Collection[Role], data: Any = None) -> None:
        super().__init__(data)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if role in roles
        ]


class LastDayForm(forms.Form):
    """The last day of a role; empty, it ends at once or, if so chosen, not at all."""

    last_on = DayField(label=_("Last day"), required=False)
    is_lasting = forms.BooleanField(required=False)


class JoinForm(forms.Form):
    """A newcomer's name and password."""

    name = NameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=128,
        help_text=_("At least 10 characters. Three words that do not belong together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse weak passwords, by the rules of the settings."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(name=cleaned.get("name", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
