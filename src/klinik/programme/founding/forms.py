"""What is typed to found a koppontren."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.finance.ledger import chart
from klinik.people.forms import PhoneField
from klinik.tenancy.models import TimeZone
from klinik.tenancy.roles import Role

FIRST_ROLES = (Role.MANAGER, Role.BOARD)


class FoundForm(forms.Form):
    """The cooperative, its books, and the first person who runs it."""

    name = NameField(
        label=_("Name of the cooperative"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    legal_number = NameField(
        label=_("Number of the legal entity (badan hukum)"), max_length=100, required=False
    )
    legal_on = DayField(label=_("Date of the legal entity"), required=False)
    units = forms.MultipleChoiceField(
        label=_("Business units"),
        choices=[(unit.code, unit.name) for unit in chart.businesses()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each has accounts of its own. More units come with the opening balances."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=TimeZone.choices, widget=forms.RadioSelect
    )
    fiscal_month = forms.TypedChoiceField(
        label=_("First month of the book year"), choices=list(MONTHS.items()), coerce=int
    )
    person = NameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.TypedChoiceField(
        label=_("As what?"),
        choices=[(role.value, role.label) for role in FIRST_ROLES],
        coerce=Role,
        widget=forms.RadioSelect,
    )
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

    COOPERATIVE = ("name", "legal_number", "legal_on")
    BOOKS = ("units", "time_zone", "fiscal_month")
    PERSON = ("person", "role", "phone", "email")

    def clean_legal_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["legal_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."), code="not_yet")
        return day

    def clean(self) -> dict[str, Any]:
        """The first person can be reached somewhere."""
        cleaned = super().clean() or {}
        fine = "phone" not in self.errors and "email" not in self.errors
        if fine and not cleaned.get("phone") and not cleaned.get("email"):
            sentence = _("Write an e-mail or a WhatsApp number, so that the link can be sent.")
            self.add_error("phone", sentence)
        return cleaned

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The three parts as the page shows them."""
        titles = (_("1. The cooperative"), _("2. Its books"), _("3. Its first person"))
        fields = (self.COOPERATIVE, self.BOOKS, self.PERSON)
        return [
            (str(title), [self[name] for name in names])
            for title, names in zip(titles, fields, strict=True)
        ]


class DeclineForm(forms.Form):
    """Why a proposal is declined, for those who made it."""

    reason = NameField(label=_("Why not?"), max_length=500)
