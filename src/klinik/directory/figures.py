"""A figure as people type it: 1.250.000 or 12,5."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.directory.rules import MOST

# Dots group thousands, a comma begins the decimals; "12.5" is read as twelve and a half too.
GROUPED = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,3}))?", re.ASCII)
MINUS = ("-", "−")  # as keyboards have it, and as pages show it
ENGLISH = re.compile(r"(\d+)\.(\d{1,2})", re.ASCII)


class FigureField(forms.Field):
    """A number with at most three decimals, in the unit of an indicator.

    Below zero only where it says so; whether the indicator allows that is asked later.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "30"}
    )

    def __init__(self, *, may_be_negative: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.may_be_negative = may_be_negative

    def to_python(self, value: Any) -> Decimal | None:
        """Read the typed text; raises ValidationError with what to type instead."""
        if value in self.empty_values:
            return None
        typed = re.sub(r"^rp\.?\s*", "", str(value)[:60].strip(), flags=re.IGNORECASE)
        is_negative = self.may_be_negative and typed[:1] in MINUS and typed != ""
        if is_negative:
            typed = re.sub(r"^rp\.?\s*", "", typed[1:].strip(), flags=re.IGNORECASE)
        read = ENGLISH.fullmatch(typed) or GROUPED.fullmatch(typed)
        if read is None:
            raise ValidationError(
                _("Type a number, for example 1.250.000 or 12,5."), code="not_a_number"
            )
        figure = Decimal(f"{re.sub(r'[. ]', '', read[1])}.{read[2] or 0}")
        if figure > MOST:
            raise ValidationError(_("This number is too large."), code="too_large")
        return -figure if is_negative else figure
