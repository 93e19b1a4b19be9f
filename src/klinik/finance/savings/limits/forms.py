"""What is typed of limits, and how a second person shows at the counter that it is they."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RupiahField
from klinik.people.models import User

CHOOSE = {"invalid_choice": _("Choose one from the list."), "required": _("Choose one.")}


class LimitsForm(forms.Form):
    """The largest deposit and withdrawal that one person does alone."""

    deposit = RupiahField(
        label=_("Largest deposit alone"),
        required=False,
        help_text=_("Left empty: no limit."),
    )
    withdrawal = RupiahField(
        label=_("Largest withdrawal alone"),
        required=False,
        help_text=_("Closing, leaving and moving to another account count as well."),
    )


class TellerLimitsForm(LimitsForm):
    """The limits of one teller, or those of everybody."""

    is_default = forms.BooleanField(label=_("As for everybody"), required=False)


class PresenceForm(forms.Form):
    """Who the second person is, with their password and the code of their app."""

    person = forms.ChoiceField(label=_("Second person"), error_messages=CHOOSE)
    password = forms.CharField(
        label=_("Password of the second person"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code of their app"),
        max_length=20,
        required=False,
        help_text=_("Only for those who sign in with a code as well."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, people: Sequence[User]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (pk, person.name) for pk, person in self.people.items()
        ]

    def clean_person(self) -> User:
        """The person of this choice."""
        return self.people[self.cleaned_data["person"]]


class WhyNotForm(forms.Form):
    """Why the second person says no."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=500,
        help_text=_("Whoever recorded it reads this, and can put it right."),
    )
