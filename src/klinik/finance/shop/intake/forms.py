"""What is asked about a table of goods."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.forms import FileForm
from klinik.finance.shop.models import Shop


class GoodsFileForm(FileForm):
    """The file, and into which shop."""

    shop = forms.ChoiceField(label=_("Shop"))

    def __init__(self, *args: Any, shops: Sequence[Shop], **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["source"], self.fields["on"]
        self.shops = {str(shop.pk): shop for shop in shops}
        self.fields["shop"].choices = [(pk, shop.name) for pk, shop in self.shops.items()]  # type: ignore[attr-defined]
        if len(shops) == 1:
            self.fields["shop"].widget = forms.HiddenInput()
            self.fields["shop"].initial = str(shops[0].pk)

    def clean_shop(self) -> Shop:
        """The shop that was chosen."""
        return self.shops[self.cleaned_data["shop"]]
