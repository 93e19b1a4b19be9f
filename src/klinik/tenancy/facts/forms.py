"""What is typed of a koppontren's facts and meetings."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField
from klinik.directory.forms import SCANS
from klinik.people.forms import PhoneField
from klinik.tenancy.facts.rules import EARLIEST_YEAR, MOST_MEMBERS
from klinik.tenancy.models import LegalTerm

OFF = {"autocomplete": "off"}


class NumberField(forms.IntegerField):
    """A whole number without the browser's arrows."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", **OFF})


class FactsForm(forms.Form):
    """Legal entity, NIK and QR, address, book year."""

    name = NameField(label=_("Name of the cooperative"), widget=forms.TextInput(attrs=OFF))
    founded_on = DayField(label=_("Founded on"), required=False)
    legal_number = NameField(
        label=_("Number of the legal entity (badan hukum)"), max_length=100, required=False
    )
    legal_on = DayField(label=_("Date of the legal entity"), required=False)
    nik = NameField(
        label=_("NIK of the cooperative"),
        max_length=40,
        required=False,
        help_text=_("The ministry's number of the cooperative, not that of a person."),
        widget=forms.TextInput(attrs=OFF),
    )
    nik_issued_on = DayField(label=_("NIK issued on"), required=False)
    nik_until = DayField(
        label=_("NIK valid until"),
        required=False,
        help_text=_("Leave it empty where no last day stands on it."),
    )
    nik_address = forms.CharField(
        label=_("Address in the QR code"),
        max_length=300,
        required=False,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Scan the QR code of the certificate and copy what it leads to."),
        widget=forms.URLInput(attrs=OFF),
    )
    address = NameField(label=_("Address"), max_length=300, required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    fiscal_month = forms.TypedChoiceField(
        label=_("First month of the book year"), choices=list(MONTHS.items()), coerce=int
    )

    ENTITY = ("name", "founded_on", "legal_number", "legal_on")
    NIK = ("nik", "nik_issued_on", "nik_until", "nik_address")
    PLACE = ("address", "phone", "fiscal_month")

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The three parts as the page shows them."""
        titles = (_("The cooperative"), _("NIK and QR"), _("Where it is, and its book year"))
        fields = (self.ENTITY, self.NIK, self.PLACE)
        return [
            (str(title), [self[name] for name in names])
            for title, names in zip(titles, fields, strict=True)
        ]


class RatForm(forms.Form):
    """That a RAT was held."""

    year = NumberField(
        label=_("Book year"),
        min_value=EARLIEST_YEAR,
        max_value=2200,
        help_text=_("The year that the meeting was about, such as 2025."),
    )
    held_on = DayField(label=_("Held on"))
    present = NumberField(label=_("Members present"), min_value=1, max_value=MOST_MEMBERS)
    members = NumberField(
        label=_("Members at that time"),
        min_value=1,
        max_value=MOST_MEMBERS,
        help_text=_("Everybody who could have come."),
    )
    decisions = NameField(
        label=_("Decisions, in a line"),
        max_length=500,
        required=False,
        help_text=_("Only your own people can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.FileField(
        label=_("Photo or PDF of the minutes"),
        required=False,
        max_length=200,
        help_text=_("At most 5 MB. Only your own people can open it."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )


class TermForm(forms.Form):
    """A newer law gives another number of months."""

    kind = forms.ChoiceField(
        label=_("What for?"), choices=LegalTerm.Kind.choices, initial=LegalTerm.Kind.RAT_MONTHS
    )
    months = NumberField(label=_("Months"), min_value=1, max_value=600)
    from_on = DayField(label=_("From which day"))
    source = NameField(label=_("Source: law and article"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """A number of months that a law could give for this."""
        typed: dict[str, Any] = self.cleaned_data
        least, most = LegalTerm.BOUNDS.get(typed.get("kind", ""), (1, 600))
        if "months" in typed and not least <= typed["months"] <= most:
            said = _("For this it is from %(least)s to %(most)s months. Read the law once more.")
            self.add_error("months", said % {"least": least, "most": most})
        return typed

    def kept(self) -> dict[str, Any]:
        """What `set_term` is told."""
        return {**self.cleaned_data, "kind": LegalTerm.Kind(self.cleaned_data["kind"])}
