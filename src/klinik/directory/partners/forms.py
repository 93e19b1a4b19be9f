"""What is typed to search partners, to describe one, and to offer something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField, SeenField
from klinik.directory.models import Aspect, Region
from klinik.directory.partners.models import Offer, Partner
from klinik.directory.partners.queries import version_of

LONGEST = 200


class PartnerSearchForm(forms.Form):
    """The filters of the list; what is not known is left out, never refused."""

    q = forms.CharField(label=_("Name or offer"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    offers = forms.ChoiceField(label=_("Offers"), required=False)
    aspect = forms.ChoiceField(label=_("Aspect"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, asked: Any) -> None:
        super().__init__(asked)
        self._choose("kind", _("All kinds"), Partner.Kind.choices)
        self._choose("offers", _("All offers"), Offer.Kind.choices)
        aspects = [(aspect.code, str(aspect)) for aspect in Aspect.objects.all()]
        self._choose("aspect", _("All aspects"), aspects)
        regions = Region.objects.order_by("name", "kind")
        self._choose("region", _("All regions"), [(row.code, str(row)) for row in regions])

    def _choose(self, name: str, everything: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]

    def asked(self) -> dict[str, str]:
        """What `found_partners` is asked for: only what the form knows."""
        known = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        asked = {name: str(known.get(name, "")) for name in ("kind", "offers", "aspect", "region")}
        text = str(self.data.get("q", "")).replace("\0", " ").strip()[:LONGEST]
        return asked | {"text": text}

    def said(self) -> list[str]:
        """The filters in words, for a file."""
        asked = self.asked()
        shown = [asked["text"]]
        for name in ("kind", "offers", "aspect", "region"):
            choices: Any = self[name].field.choices  # type: ignore[attr-defined]  # of choices all
            shown += [str(label) for value, label in choices if value == asked[name] != ""]
        return [words for words in shown if words]


class RegionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A region by its BPS code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Region.objects.order_by("name", "kind"), to_field_name="code", **options)


class PartnerForm(forms.Form):
    """What a partner says of itself: a new one with a key, one that is there with its version."""

    version = SeenField()
    about = forms.CharField(
        label=_("About"),
        required=False,
        max_length=2000,
        help_text=_("Who you are and how you help pesantren, in a few sentences."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    region = RegionChoice(
        label=_("Region"),
        required=False,
        empty_label=_("The whole province"),
        help_text=_("Where you are at work."),
    )
    website = forms.URLField(
        label=_("Website"), required=False, max_length=300, assume_scheme="https"
    )
    contact = NameField(
        label=_("Public contact"),
        required=False,
        help_text=_("Everybody can see it: an office's number or e-mail, not a private one."),
    )

    def __init__(self, data: Any = None, *, partner: Partner | None = None) -> None:
        typed = {name: getattr(partner, name, None) for name in self.base_fields}
        if partner:
            typed["region"] = partner.region.code if partner.region else None
            typed["version"] = version_of(partner)
        super().__init__(data, initial=typed if partner else None)
        self.fields.pop("request_id" if partner else "version", None)

    def renew(self, partner: Partner) -> None:
        """Show the version that stands now: saved once more, it is meant."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"] = version_of(partner)  # type: ignore[index]  # a QueryDict


class WholePartnerForm(PartnerForm):
    """A partner as the offices write it down: also who it is, and where that is known from."""

    name = NameField(label=_("Name"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Partner.Kind.choices, widget=forms.RadioSelect
    )
    is_lender = forms.BooleanField(label=_("This is a financial institution"), required=False)
    source = NameField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where this institution is known from: an address or a document."),
    )
    request_id = RequestIdField()
    field_order = ["name", "kind", "is_lender", "about", "region", "website", "contact", "source"]


class OfferForm(forms.Form):
    """What is offered, for whom and until when."""

    kind = forms.ChoiceField(label=_("What kind of help?"), choices=Offer.Kind.choices)
    title = NameField(
        label=_("Title"),
        max_length=150,
        help_text=_("For example: halal certification for 20 products, free of charge."),
    )
    text = forms.CharField(
        label=_("What do you offer?"),
        max_length=3000,
        help_text=_("What a pesantren gets, what it has to bring, and how long it takes."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    aspects = forms.ModelMultipleChoiceField(
        Aspect.objects.all(),
        to_field_name="code",
        label=_("For which aspects?"),
        required=False,
        help_text=_("None chosen: for all of them."),
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.order_by("name", "kind"),
        to_field_name="code",
        label=_("For which regions?"),
        required=False,
        help_text=_("None chosen: for the whole province. Hold Ctrl to choose several."),
        widget=forms.SelectMultiple(attrs={"size": "6"}),
    )
    until = DayField(
        label=_("Until when?"), required=False, help_text=_("Leave it empty where it has no end.")
    )
    request_id = RequestIdField()
