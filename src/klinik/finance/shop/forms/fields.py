"""Quantities and prices as people type them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RupiahField
from klinik.core.money import grouped
from klinik.finance.shop.rules import measured, read_quantity

ZERO = re.compile(r"(?:rp\.?)?\s*0+", re.IGNORECASE)
DIGITS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "24"}


class QuantityField(forms.Field):
    """How much of a good, typed as "12" or "0,25", in thousandths."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}
    )

    def __init__(self, *, may_be_none: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.may_be_none = may_be_none

    def to_python(self, value: Any) -> int | None:
        """Read the typed text; raises ValidationError with what to type instead."""
        if value in self.empty_values:
            return None
        quantity = read_quantity(str(value))
        if quantity is None or (quantity == 0 and not self.may_be_none):
            raise ValidationError(
                _("Type how much, for example 12 or 0,25."), code="not_a_quantity"
            )
        return quantity

    def prepare_value(self, value: Any) -> Any:
        """Thousandths as people write them; what a person typed stays as typed."""
        return measured(value) if isinstance(value, int) else value


class PriceField(RupiahField):
    """Whole rupiah, of which there may be none: what is given away costs 0."""

    def to_python(self, value: Any) -> int | None:
        """Read the typed text; raises ValidationError with what to type instead."""
        if isinstance(value, str) and ZERO.fullmatch(value.strip()):
            return 0
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its thousands grouped; what a person typed stays as typed."""
        return grouped(value) if isinstance(value, int) else value
