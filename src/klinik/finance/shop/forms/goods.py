"""What is typed of a shop and of a good."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.files import clean_photo
from klinik.core.forms import NameField, RequestIdField
from klinik.finance.ledger.models import Unit
from klinik.finance.savings.products.forms import NisbahField
from klinik.finance.shop.commands.goods import Code, Facts, Prices
from klinik.finance.shop.forms.fields import PriceField, QuantityField
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.shop.rules import (
    BY_MEASURE,
    CODE_LENGTH,
    NAME_LENGTH,
    PER_UNIT,
    UNITS,
)
from klinik.finance.wallet.models import Category

OFF = {"autocomplete": "off"}
SCANNED = {**OFF, "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}


class OpenForm(forms.Form):
    """A shop is opened for a unit of the book, under a name that its receipts carry."""

    name = NameField(
        label=_("Name of the shop"),
        max_length=NAME_LENGTH,
        help_text=_("As it stands on receipts, for example Toko Santri."),
        widget=forms.TextInput(attrs=OFF),
    )
    unit = forms.ChoiceField(label=_("Whose books?"))

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]
        first = next((code for code in self.units if "toko" in code.lower()), None)
        self.fields["unit"].initial = first
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].code

    def clean_unit(self) -> Unit:
        """The unit of this code."""
        return self.units[self.cleaned_data["unit"]]


class SettingsForm(forms.Form):
    """What a shop is called, and what its cashiers take off a price without asking."""

    name = NameField(
        label=_("Name of the shop"),
        max_length=NAME_LENGTH,
        help_text=_("As it stands on receipts, for example Toko Santri."),
        widget=forms.TextInput(attrs=OFF),
    )
    discount = NisbahField(
        label=_("A cashier may take off, in percent"),
        least=Decimal(0),
        help_text=_("Of a sale, without asking anybody. 0: nothing at all."),
    )

    @classmethod
    def shows(cls, shop: Shop) -> dict[str, str]:
        """What stands in the fields of this shop."""
        whole, part = divmod(shop.max_discount, 100)
        off = f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)
        return {"name": shop.name, "discount": off}

    @property
    def asked(self) -> dict[str, Any]:
        """What was typed, the discount in basis points."""
        typed = self.cleaned_data
        return {"name": typed["name"], "max_discount": int(typed["discount"] * 100)}


class PricesForm(forms.Form):
    """What a good costs: usually, for members, and for many."""

    price = PriceField(label=_("Price"))
    member_price = PriceField(
        label=_("Price for members"), required=False, help_text=_("Empty: as for everybody.")
    )
    wholesale_price = PriceField(
        label=_("Price for many"), required=False, help_text=_("Of one, when many are bought.")
    )
    wholesale_from = QuantityField(
        label=_("Many, from"), required=False, help_text=_("For example 12.")
    )

    def prices(self) -> Prices:
        """What was typed, as commands take it."""
        names = ("price", "member_price", "wholesale_price", "wholesale_from")
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return Prices(**typed)


class GoodForm(forms.Form):
    """What a good is: its name, what it is for, how it is counted."""

    name = NameField(
        label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=OFF),
        help_text=_("With its size, for example Air Mineral 600 ml."),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("What is it for?"),
        help_text=_("The pocket money of santri has limits for each of these."),
    )
    unit_name = forms.ChoiceField(
        label=_("Counted by"), choices=[(unit, unit) for unit in UNITS], initial="pcs"
    )
    low_at = QuantityField(
        label=_("Tell when as little as"),
        required=False,
        may_be_none=True,
        help_text=_("Then it stands on the list of what to buy."),
    )

    def __init__(
        self, *args: Any, categories: Sequence[Category], good: Good | None = None, **options: Any
    ) -> None:
        if good:
            options["initial"] = {
                "name": good.name,
                "category": str(good.category_id),
                "unit_name": good.unit_name,
                "low_at": good.low_at,
            }
        super().__init__(*args, **options)
        self.good = good
        self.categories = {str(category.pk): category for category in categories}
        choices = [(pk, category.name) for pk, category in self.categories.items()]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        if good and good.unit_name not in UNITS:
            self.fields["unit_name"].choices += [(good.unit_name, good.unit_name)]  # type: ignore[attr-defined]

    def clean_category(self) -> Category:
        """The category that was chosen."""
        return self.categories[self.cleaned_data["category"]]

    def clean(self) -> dict[str, Any]:
        """Only what is measured comes in parts."""
        cleaned = super().clean() or self.cleaned_data
        low_at = cleaned.get("low_at")
        if low_at and low_at % PER_UNIT and cleaned.get("unit_name") not in BY_MEASURE:
            self.add_error("low_at", _("Type a whole number: this is not weighed."))
        return cleaned

    def facts(self, *, codes: Sequence[Code] = ()) -> Facts:
        """What was typed, as commands take it; whose the good is stays."""
        names = ("name", "category", "unit_name", "low_at")
        return Facts(
            **{name: self.cleaned_data[name] for name in names},
            consignor=self.good.consignor if self.good else None,
            consign_price=self.good.consign_price if self.good else None,
            codes=codes,
        )


class AddGoodForm(GoodForm, PricesForm):
    """A new good with its price, its barcode, and what of it is there already."""

    barcode = forms.CharField(
        label=_("Barcode"),
        required=False,
        max_length=CODE_LENGTH,
        help_text=_("Scan it. Without one it gets a number for its shelf."),
        widget=forms.TextInput(attrs=SCANNED),
    )
    there = QuantityField(
        label=_("How many are there now?"),
        required=False,
        may_be_none=True,
        help_text=_("Leave it empty if you buy it later."),
    )
    unit_cost = PriceField(
        label=_("What did one cost?"),
        required=False,
        help_text=_("The price you paid, for the value of the stock."),
    )
    consignor = forms.ChoiceField(
        label=_("Whose is it?"),
        required=False,
        help_text=_("Goods of a consignor are paid to them once they are sold."),
    )
    consign_price = PriceField(label=_("The consignor gets for one"), required=False)
    shop = forms.ChoiceField(label=_("Shop"))
    request_id = RequestIdField()

    def __init__(
        self, *args: Any, shops: Sequence[Shop], consignors: Sequence[Consignor], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.shops = {str(shop.pk): shop for shop in shops}
        self.consignors = {str(row.pk): row for row in consignors}
        self.fields["shop"].choices = [(pk, shop.name) for pk, shop in self.shops.items()]  # type: ignore[attr-defined]
        if len(shops) == 1:
            self.fields["shop"].widget = forms.HiddenInput()
            self.fields["shop"].initial = str(shops[0].pk)
        whose = [
            ("", _("the shop's own")),
            *((pk, str(row)) for pk, row in self.consignors.items()),
        ]
        self.fields["consignor"].choices = whose  # type: ignore[attr-defined]
        if not consignors:
            del self.fields["consignor"], self.fields["consign_price"]
        self.order_fields(
            ["shop", "name", "price", "barcode", "category", "there", "unit_cost", "unit_name"]
        )

    FIRST = ("shop", "name", "price", "barcode", "category", "there", "unit_cost")

    def first(self) -> list[forms.BoundField]:
        """What every good needs."""
        return [self[name] for name in self.FIRST]

    def others(self) -> list[forms.BoundField]:
        """What only some need."""
        return [
            self[name] for name in self.fields if name not in self.FIRST and name != "request_id"
        ]

    def clean_shop(self) -> Shop:
        """The shop that was chosen."""
        return self.shops[self.cleaned_data["shop"]]

    def clean_consignor(self) -> Consignor | None:
        """Whose it is; None is the shop's own."""
        return self.consignors.get(self.cleaned_data["consignor"])

    def clean(self) -> dict[str, Any]:
        """What is there has cost something; what is somebody else's is received on their page."""
        cleaned = super().clean()
        there = cleaned.get("there")
        if there and cleaned.get("unit_cost") is None and not self.has_error("unit_cost"):
            self.add_error("unit_cost", _("Say what one cost, 0 if it was a gift."))
        if there and there % PER_UNIT and cleaned.get("unit_name") not in BY_MEASURE:
            self.add_error("there", _("Type a whole number: this is not weighed."))
        if cleaned.get("consignor"):
            if there:
                self.add_error("there", _("Receive it on the page of the consignor."))
            if cleaned.get("consign_price") is None and not self.has_error("consign_price"):
                self.add_error("consign_price", _("Say what they get for one that is sold."))
        return cleaned

    def facts(self, *, codes: Sequence[Code] = ()) -> Facts:
        """What was typed, as commands take it."""
        typed = self.cleaned_data
        given = [Code(code=typed["barcode"])] if typed["barcode"] else []
        names = ("name", "category", "unit_name", "low_at")
        consignor = typed.get("consignor")
        return Facts(
            **{name: typed[name] for name in names},
            consignor=consignor,
            consign_price=typed.get("consign_price") if consignor else None,
            codes=[*given, *codes],
        )


class CodeForm(forms.Form):
    """A code by which a scanner knows a good, or a carton of it."""

    code = forms.CharField(
        label=_("Barcode"), max_length=CODE_LENGTH, widget=forms.TextInput(attrs=SCANNED)
    )
    quantity = QuantityField(
        label=_("How many are in it?"),
        initial=PER_UNIT,
        help_text=_("1 for one of it; 24 for a carton of 24."),
    )
    price = PriceField(
        label=_("Price of the whole"), required=False, help_text=_("Empty: by the piece.")
    )

    def asked(self) -> Code:
        """What was typed, as commands take it."""
        return Code(**self.cleaned_data)


class PhotoForm(forms.Form):
    """A picture of the good, from the phone or the computer."""

    photo = forms.FileField(
        label=_("Photo"),
        max_length=250,
        help_text=_("JPEG, PNG or WebP, at most 5 MB. Shown at the till."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_photo(self) -> Any:
        """The picture drawn anew, small: only the pixels."""
        try:
            return clean_photo(self.cleaned_data["photo"]).small
        except DomainError as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal
