"""What is typed of a product, of its photos, and of the sectors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import CountField, NameField, RequestIdField, RupiahField
from klinik.directory.models import LONGEST_ALT, Product, Sector
from klinik.directory.rules import MOST_MADE
from klinik.directory.upkeep.forms.sections import PICTURES, source_field

MAY_BE_NONE = "–"


class ProductForm(forms.Form):
    """A product; an office also says where it knows from."""

    name = NameField(
        label=_("What is it called?"),
        help_text=_("As customers know it, with the brand: Kopi Bikla."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sector = forms.ChoiceField(label=_("Sector"))
    category = NameField(
        label=_("What kind of thing is it?"),
        max_length=40,
        required=False,
        help_text=_("In a word or two: coffee, crisps, batik."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=2000,
        help_text=_("What it is made of, how it is packed, how long it keeps."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    price = RupiahField(label=_("Price"), required=False)
    price_unit = NameField(
        label=_("for"), max_length=40, required=False, help_text=_("For example: 250 g, a dozen.")
    )
    capacity = CountField(
        label=_("How many can you make?"),
        required=False,
        most=MOST_MADE,
        help_text=_("Buyers ask this first."),
    )
    capacity_unit = NameField(
        label=_("Of what?"), max_length=40, required=False, help_text=_("Packs, kilograms, litres.")
    )
    capacity_period = forms.ChoiceField(
        label=_("In which time?"),
        required=False,
        choices=[("", MAY_BE_NONE), *Product.Period.choices],
    )

    def __init__(
        self, data: Any = None, *, is_office: bool, product: Product | None = None
    ) -> None:
        typed = {name: getattr(product, name) for name in self.base_fields} if product else {}
        if product:
            typed |= {"version": product.version, "source": product.source}
        super().__init__(data, initial=typed)
        self._offer_sectors(product)
        if product is None:
            self.fields["request_id"] = RequestIdField()
        else:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
            )
        if is_office:
            self.fields["source"] = source_field()

    def _offer_sectors(self, product: Product | None) -> None:
        field = self.fields["sector"]
        assert isinstance(field, forms.ChoiceField)
        known = [(sector.code, str(sector)) for sector in Sector.objects.in_use()]
        if product and product.sector not in dict(known):
            known.append((product.sector, product.sector))
        field.choices = [("", _("Choose a sector")), *known]


class PhotoForm(forms.Form):
    """One more photo of a product."""

    file = forms.FileField(
        label=_("Photo"),
        max_length=200,
        help_text=_("At most 5 MB. Where and when it was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    alt = NameField(
        label=_("What is on it?"),
        max_length=LONGEST_ALT,
        help_text=_("One sentence for those who do not see it, read aloud to the blind."),
    )
    request_id = RequestIdField()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="photo-%s")


class SectorForm(forms.Form):
    """A sector in two languages."""

    name = NameField(label=_("Name"), max_length=60)
    name_en = NameField(label=_("Name in English"), max_length=60, required=False)
    source = NameField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Who decided so: a decree, a circular."),
    )

    def __init__(self, data: Any = None, *, sector: Sector | None = None) -> None:
        typed = {name: getattr(sector, name) for name in self.base_fields} if sector else {}
        prefix = f"sector-{sector.pk}" if sector else "new"
        super().__init__(data, initial=typed, auto_id=f"{prefix}-%s")
