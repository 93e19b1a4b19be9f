"""The page of a pesantren in sections, each a small form that is saved alone."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import CountField, DayField, NameField, SeenField
from klinik.directory.models import LONGEST_ALT, Cover, Pesantren, Region
from klinik.directory.rules import (
    LONGEST_SOURCE,
    MARKETPLACES,
    MOST_SANTRI,
    BadFact,
    Pillar,
    seen_as,
)
from klinik.directory.upkeep.queries import contact_of

POINT = re.compile(
    r"(?:https?://\S*?[@=/])?(-?\d{1,3}(?:\.\d{1,15})?)(?:[,;\s]+|%2C)(-?\d{1,3}(?:\.\d{1,15})?)"
    r"(?:[,&/?]\S*)?",
    re.ASCII,
)
PICTURES = "image/jpeg,image/png,image/webp"


class PointField(forms.Field):
    """Where a place lies: "-7.1184, 112.4162" as maps show it, or the address of a map."""

    def to_python(self, value: Any) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude; raises ValidationError with what to type instead."""
        typed = str(value or "").strip()
        if not typed:
            return None
        read = POINT.fullmatch(typed[:1000])
        if read is None:
            raise ValidationError(
                _("Copy the two numbers from a map, such as -7.1184, 112.4162."), code="no_point"
            )
        return Decimal(read[1]), Decimal(read[2])

    def prepare_value(self, value: Any) -> Any:
        """Two numbers as a map shows them; what a person typed stays as typed."""
        return f"{value[0]}, {value[1]}" if isinstance(value, tuple) else value


class SectionForm(forms.Form):
    """One section; an office also says where it knows from."""

    section: ClassVar[str]
    title: ClassVar[Any]
    hint: ClassVar[Any]
    icon: ClassVar[str]
    is_sourced: ClassVar[bool] = True
    office_only: ClassVar[frozenset[str]] = frozenset()

    version: forms.Field = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
    )

    def __init__(self, pesantren: Pesantren, data: Any = None, files: Any = None, **options: Any):
        self.is_office = bool(options.pop("is_office"))
        self.pesantren = pesantren
        typed = {**self.stored(pesantren), "version": self.seen(pesantren)}
        super().__init__(data, files, initial=typed, auto_id=f"{self.section}-%s", **options)
        for field in self.office_only if not self.is_office else ():
            del self.fields[field]
        if self.is_office and self.is_sourced:
            self.fields["source"] = source_field()

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """What is known, as the fields show it."""
        return {name: getattr(pesantren, name, None) for name in self.base_fields}

    def seen(self, pesantren: Pesantren) -> Any:
        """Which version of it this section shows."""
        return pesantren.version

    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the facts."""
        hidden = {"version", "source"}
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden}

    def refuse(self, refusal: BadFact) -> None:
        """Put a refusal beside the field that it is about."""
        named = {"latitude": "point", "longitude": "point"}.get(refusal.field, refusal.field)
        self.add_error(named if named in self.fields else None, str(refusal.message))

    def renew(self) -> None:
        """Show the version that stands now: saved once more, it is meant."""
        version = self.seen(Pesantren.objects.get(pk=self.pesantren.pk))
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"] = str(version)  # type: ignore[index]  # a QueryDict

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that count for how full the page is."""
        return [self[name] for name in self.fields if name not in {"version", "source"}]

    @property
    def filled(self) -> int:
        """How many of them say something already."""
        return sum(self.initial.get(field.name) not in (None, "", [], ()) for field in self.asked)


def source_field() -> NameField:
    """Where an office knows a fact from."""
    return NameField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        help_text=_(
            "An address or a document, for example: letter of the pesantren, 3 March 2026."
        ),
    )


class AboutForm(SectionForm):
    """Who the pesantren is, in its own words."""

    section, icon = "tentang", "building-mosque"
    title, hint = _("About"), _("Who you are, in a few sentences")
    office_only = frozenset({"name"})

    name = NameField(label=_("Name"))
    about = forms.CharField(
        label=_("About the pesantren"),
        required=False,
        max_length=1500,
        help_text=_("What visitors should know: history, what is taught, what is made here."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    nspp = NameField(
        label=_("NSPP"),
        required=False,
        max_length=30,
        help_text=_("The statistic number of the Ministry of Religion, 12 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    pillars = forms.MultipleChoiceField(
        label=_("Pillars of OPOP"),
        required=False,
        choices=[(pillar.value, pillar.capitalize()) for pillar in Pillar],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who carries the business: santri, the pesantren itself, or alumni."),
    )


class AddressForm(SectionForm):
    """Where it lies."""

    section, icon = "alamat", "map-pin"
    title, hint = _("Address"), _("Where visitors and parcels find you")
    office_only = frozenset({"region"})

    region = forms.ModelChoiceField(
        Region.objects.order_by("name", "kind"), to_field_name="code", label=_("Region")
    )
    address = NameField(
        label=_("Street and number"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    village = NameField(label=_("Village"), max_length=100, required=False)
    district = NameField(label=_("District"), max_length=100, required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    point = PointField(
        label=_("Point on the map"),
        required=False,
        help_text=_("Hold your finger on your place in a map and copy the two numbers."),
    )

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """The two numbers of the point as one."""
        point = (pesantren.latitude, pesantren.longitude)
        kept = {"point": point if pesantren.latitude is not None else None}
        return super().stored(pesantren) | kept | {"region": pesantren.region.code}

    def facts(self) -> dict[str, Any]:
        """The point as two facts."""
        facts = super().facts()
        facts["latitude"], facts["longitude"] = facts.pop("point") or (None, None)
        return facts


class SantriForm(SectionForm):
    """How large it is, and since when it takes part."""

    section, icon = "santri", "school"
    title, hint = _("Santri and cohort"), _("How many, counted when, and since when in OPOP")

    santri = CountField(label=_("Number of santri"), required=False, most=MOST_SANTRI)
    santri_on = DayField(
        label=_("Counted on"),
        required=False,
        help_text=_("A number without a day soon says little."),
    )
    cohort_year = CountField(
        label=_("Cohort"),
        required=False,
        most=2100,
        help_text=_("The year in which you joined OPOP, for example 2021."),
    )

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """A year is written without dots; a new number is of today unless said otherwise."""
        year = pesantren.cohort_year
        return {
            "santri": pesantren.santri,
            "santri_on": pesantren.santri_on or timezone.localdate(),
            "cohort_year": str(year) if year else None,
        }


class PhoneForm(SectionForm):
    """How the public reaches it."""

    section, icon = "kontak", "phone"
    title, hint = _("Contact"), _("Number and e-mail for everybody: orders come this way")

    phone = forms.CharField(
        label=_("WhatsApp number"),
        required=False,
        max_length=30,
        help_text=_("Everybody can see it. Visitors order by WhatsApp at this number."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """The number with the sign that makes it international."""
        phone = f"+{pesantren.phone}" if pesantren.phone else ""
        return {"phone": phone, "email": pesantren.email}


class MediaForm(SectionForm):
    """Where it is on the web."""

    section, icon = "media", "world"
    title, hint = _("Media and shops"), _("Website, Instagram, shops on the web")

    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    instagram = forms.CharField(label="Instagram", required=False, max_length=200)
    marketplaces = forms.CharField(
        label=_("Shops on the web"),
        required=False,
        max_length=MARKETPLACES * 301,
        help_text=_("One address to a line, at most five."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """The shops one to a line."""
        return super().stored(pesantren) | {"marketplaces": "\n".join(pesantren.marketplaces)}

    def facts(self) -> dict[str, Any]:
        """The shops as a list."""
        facts = super().facts()
        return facts | {"marketplaces": facts["marketplaces"].splitlines()}


class ContactForm(SectionForm):
    """Whom an office calls: never public."""

    section, icon, is_sourced = "narahubung", "user", False
    title, hint = _("Contact person"), _("Whom the offices call; nobody else sees it")

    version = SeenField()
    person = NameField(label=_("Name"), required=False)
    number = forms.CharField(
        label=_("WhatsApp number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """Behind its wall: whoever opens this page may see it."""
        contact = contact_of(pesantren)
        number = f"+{contact['phone']}" if contact["phone"] else ""
        return {"person": contact["name"], "number": number}

    def seen(self, pesantren: Pesantren) -> str:
        """A contact person is no fact of the page and has a version of its own."""
        return seen_as(*contact_of(pesantren).values())

    def refuse(self, refusal: BadFact) -> None:
        """Its fields have other names than the pesantren's own."""
        named = {"name": "person", "phone": "number"}.get(refusal.field)
        self.add_error(named, str(refusal.message))


class CoverForm(SectionForm):
    """The photo on top of the page."""

    section, icon, is_sourced = "foto", "photo", False
    title, hint = _("Photo"), _("The first thing that visitors see")

    file = forms.FileField(
        label=_("Photo"),
        required=False,
        max_length=200,
        help_text=_("At most 5 MB. Where and when it was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    alt = NameField(
        label=_("What is on it?"),
        required=False,
        max_length=LONGEST_ALT,
        help_text=_("One sentence for those who do not see it, read aloud to the blind."),
    )

    def stored(self, pesantren: Pesantren) -> dict[str, Any]:
        """The words of the photo that is there."""
        self.cover = Cover.objects.filter(pesantren=pesantren).first()
        return {"alt": self.cover.alt if self.cover else ""}

    @property
    def asked(self) -> list[forms.BoundField]:
        """A photo and its words are one thing."""
        return [self["alt"]]


SECTIONS: dict[str, type[SectionForm]] = {
    form.section: form
    for form in (
        AddressForm,
        SantriForm,
        PhoneForm,
        ContactForm,
        MediaForm,
        AboutForm,
        CoverForm,
    )
}
