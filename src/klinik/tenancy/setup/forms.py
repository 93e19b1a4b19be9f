"""What is typed to set up a province."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import NameField
from klinik.core.imports.forms import TABLES
from klinik.core.imports.sheets import read_sheet
from klinik.directory.starting import table
from klinik.people.forms import PhoneField
from klinik.people.models import User
from klinik.tenancy.setup.code import is_setup_code
from klinik.tenancy.setup.logo import clean_logo
from klinik.tenancy.setup.rules import (
    COLUMNS,
    BadRegions,
    OfficeRow,
    RegionRow,
    keyed,
    read_regions,
)

EAST_JAVA, FILE = "jatim", "file"
ROWS = 8  # shown; the five usual ones and room for more


class CodeForm(forms.Form):
    """The code that the command line printed."""

    code = forms.CharField(
        label=_("Setup code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """Refuse every other code."""
        if not is_setup_code(self.cleaned_data["code"]):
            raise ValidationError(
                _("This is not the code. klinik setup-code prints it on the machine that serves."),
                code="wrong_code",
            )
        return str(self.cleaned_data["code"])


class SetUpForm(forms.Form):
    """The province, its regions and its first person."""

    province = NameField(label=_("Name of the province"), max_length=100)
    name = NameField(label=_("Name of the programme"), max_length=100, initial="OPOP")
    short_name = NameField(
        label=_("Name in the head of every page"), max_length=40, initial="Klinik OPOP"
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("JPEG, PNG or WebP; square looks best.")
    )
    regions = forms.ChoiceField(
        label=_("Kabupaten and kota"),
        choices=[(EAST_JAVA, _("The 38 of East Java")), (FILE, _("From a file of my own"))],
        widget=forms.RadioSelect,
        initial=FILE,
    )
    regions_file = forms.FileField(
        label=_("File of the regions"),
        required=False,
        help_text=_("Excel or CSV with the columns kode (BPS), nama and jenis (kabupaten, kota)."),
        widget=forms.FileInput(attrs={"accept": TABLES}),
    )
    person = NameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneField(label=_("WhatsApp number"), required=False)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=128,
        help_text=_("At least 10 characters. Three words that do not belong together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    PROGRAMME = ("province", "name", "short_name", "logo")
    PERSON = ("person", "email", "phone", "password")

    def clean_logo(self) -> Any:
        """A small square picture, or nothing."""
        upload = self.cleaned_data["logo"]
        try:
            return clean_logo(upload) if upload else None
        except DomainError as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal

    def clean(self) -> dict[str, Any]:
        """The regions as rows; somebody who can sign in; no weak password."""
        cleaned = super().clean() or {}
        cleaned["regions"] = self._regions(cleaned)
        cleaned.pop("regions_file", None)
        if not {"email", "phone"} & set(self.errors) and not (
            cleaned.get("email") or cleaned.get("phone")
        ):
            self.add_error("email", _("Write an e-mail or a WhatsApp number to sign in with."))
        if password := cleaned.get("password"):
            person = User(name=cleaned.get("person", ""), email=cleaned.get("email", ""))
            try:
                validate_password(password, person)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned

    def _regions(self, cleaned: dict[str, Any]) -> list[RegionRow]:
        if cleaned.get("regions") == EAST_JAVA:
            return [RegionRow(r["bps_code"], r["name"], r["kind"]) for r in table("regions")]
        upload = cleaned.get("regions_file")
        if not upload:
            if "regions_file" not in self.errors:
                self.add_error("regions_file", _("Choose the file with your regions."))
            return []
        try:
            return read_regions(keyed(read_sheet(upload, COLUMNS)))
        except BadRegions as refusal:
            for problem in refusal.problems:
                self.add_error("regions_file", problem)
        except DomainError as refusal:
            self.add_error("regions_file", str(refusal.message))
        return []

    def bound(self, *names: str) -> list[forms.BoundField]:
        """These fields, for one part of the page."""
        return [self[name] for name in names]

    def programme_fields(self) -> list[forms.BoundField]:
        """Part one."""
        return self.bound(*self.PROGRAMME)

    def person_fields(self) -> list[forms.BoundField]:
        """Part four."""
        return self.bound(*self.PERSON)


class OfficeForm(forms.Form):
    """An aspect and its office; a row that is empty is left out."""

    aspect = NameField(label=_("Aspect"), max_length=100, required=False)
    office = NameField(label=_("Office"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        cleaned = super().clean() or {}
        for one, other in (("aspect", "office"), ("office", "aspect")):
            if cleaned.get(one) and not cleaned.get(other) and other not in self.errors:
                self.add_error(other, _("Fill in both, or leave both empty."))
        return cleaned


class OfficesForm(BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when it runs
    """All rows: at least one, and each aspect and office once."""

    def clean(self) -> None:
        """Refuse no row at all, and rows that say the same."""
        if any(self.errors):
            return
        rows = self.rows()
        if not rows:
            raise ValidationError(_("Name at least one aspect and the office in charge of it."))
        for names in zip(*rows, strict=True):
            if len({name.casefold() for name in names}) < len(names):
                raise ValidationError(_("Each aspect and each office stands in the table once."))

    def rows(self) -> list[OfficeRow]:
        """The rows that say something."""
        typed = [(f.cleaned_data.get("aspect"), f.cleaned_data.get("office")) for f in self.forms]
        return [OfficeRow(aspect, office) for aspect, office in typed if aspect and office]


OfficeTable = formset_factory(
    OfficeForm, formset=OfficesForm, extra=0, min_num=ROWS, max_num=20, absolute_max=20
)


def office_table(data: Any = None) -> Any:
    """The table of aspects and offices, with the five that are usual filled in."""
    usual = [{"aspect": row["name"], "office": row["office"]} for row in table("aspects")]
    return OfficeTable(data, initial=usual, prefix="offices")
