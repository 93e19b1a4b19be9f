"""What is typed of a stock count."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.finance.shop.forms.fields import QuantityField
from klinik.finance.shop.models import Shop
from klinik.finance.shop.models.counting import WHY_LENGTH
from klinik.finance.wallet.models import Category


class BeginForm(forms.Form):
    """Which shelf is counted."""

    shop = forms.ChoiceField(label=_("Shop"))
    category = forms.ChoiceField(
        label=_("What is counted?"),
        required=False,
        help_text=_("One category at a time is done in a quarter of an hour."),
    )
    request_id = RequestIdField()

    def __init__(
        self, *args: Any, shops: Sequence[Shop], categories: Sequence[Category], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.shops = {str(shop.pk): shop for shop in shops}
        self.categories = {str(row.pk): row for row in categories}
        self.fields["shop"].choices = [(pk, shop.name) for pk, shop in self.shops.items()]  # type: ignore[attr-defined]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("everything")),
            *((pk, row.name) for pk, row in self.categories.items()),
        ]
        if len(shops) == 1:
            self.fields["shop"].widget = forms.HiddenInput()
            self.fields["shop"].initial = str(shops[0].pk)

    def clean_shop(self) -> Shop:
        """The shop that was chosen."""
        return self.shops[self.cleaned_data["shop"]]

    def clean_category(self) -> Category | None:
        """The category that was chosen; None is everything."""
        return self.categories.get(self.cleaned_data["category"])


class CountForm(forms.Form):
    """How many lie on the shelf."""

    counted = QuantityField(label=_("Counted"), may_be_none=True)


class DropForm(forms.Form):
    """Why nothing of it is booked."""

    why = NameField(label=_("Why"), max_length=WHY_LENGTH)
