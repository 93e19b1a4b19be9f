"""What is typed of consignors and their goods."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.finance.shop.forms.buying import PhoneField
from klinik.finance.shop.forms.fields import QuantityField
from klinik.finance.shop.models import Good
from klinik.finance.shop.rules import BY_MEASURE, NAME_LENGTH, PER_UNIT, measured

OFF = {"autocomplete": "off"}


class ConsignorForm(forms.Form):
    """Who lets us sell: a member by their number, or somebody else by name."""

    member = forms.CharField(
        label=_("Number of the member"),
        required=False,
        max_length=20,
        help_text=_("For example A-0001. Leave it empty for somebody who is no member."),
        widget=forms.TextInput(attrs={**OFF, "autocapitalize": "characters"}),
    )
    name = NameField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("For example Kelas Tata Boga."),
        widget=forms.TextInput(attrs=OFF),
    )
    phone = PhoneField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **OFF}),
    )
    request_id = RequestIdField()

    def clean(self) -> dict[str, Any]:
        """One of both."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["member"] = (cleaned.get("member") or "").strip().upper()
        if not cleaned["member"] and not cleaned.get("name") and not self.errors:
            self.add_error("name", _("Say whose goods they are."))
        return cleaned


class ConsignedForm(forms.Form):
    """How many of each good were brought, or fetched back."""

    about = NameField(label=_("Note"), max_length=200, required=False)
    request_id = RequestIdField()

    def __init__(self, *args: Any, goods: Sequence[Good], **options: Any) -> None:
        super().__init__(*args, **options)
        self.goods = goods
        for good in goods:
            self.fields[good.code] = QuantityField(
                label=good.name,
                required=False,
                help_text=_("%(many)s here now") % {"many": measured(good.quantity)},
            )
        self.order_fields([*(good.code for good in goods), "about"])

    def clean(self) -> dict[str, Any]:
        """The goods that were named, in thousandths."""
        cleaned = super().clean() or self.cleaned_data
        said = {good: many for good in self.goods if (many := cleaned.get(good.code))}
        for good, many in said.items():
            if many % PER_UNIT and good.unit_name not in BY_MEASURE:
                self.add_error(good.code, _("Type a whole number: this is not weighed."))
        if not said and not self.errors:
            self.add_error(None, _("Add at least one good with its quantity."))
        cleaned["quantities"] = said
        return cleaned
