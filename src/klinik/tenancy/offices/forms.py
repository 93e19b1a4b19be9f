"""What is typed of an office, and to hand an aspect over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField
from klinik.directory.models import Aspect, Region
from klinik.people.forms import PhoneField
from klinik.tenancy.models import Office


class OfficeForm(forms.Form):
    """What an office is called and how everybody reaches it."""

    name = NameField(label=_("Name of the office"), max_length=100)
    phone = PhoneField(
        label=_("WhatsApp number"),
        required=False,
        help_text=_("Of the office, not of a person: everybody sees it."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)


class NewOfficeForm(OfficeForm):
    """The office of a region that has none yet."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    field_order = ["region", "name", "phone", "email"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        without = Region.objects.filter(offices=None).order_by("name", "kind")
        self.fields["region"].queryset = without  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Which office takes which aspect, and from when."""

    aspect = forms.ModelChoiceField(label=_("Aspect"), queryset=Aspect.objects.all())
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.filter(region=None))
    from_on = DayField(label=_("From which day"))
