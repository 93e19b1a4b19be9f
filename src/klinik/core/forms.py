"""Form fields the whole house shares: rupiah and numbers as people type them, keys, days, names."""

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.keys import DerivedKey, from_outside
from klinik.core.lines import one_line
from klinik.core.money import MAX_AMOUNT, grouped, rupiah

TYPED_RUPIAH = re.compile(r"(?:rp\.?)?\s*(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:00?|-))?", re.IGNORECASE)
TYPED_COUNT = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+", re.ASCII)


class RupiahField(forms.Field):
    """An amount above zero in whole rupiah, typed as "50000", "50.000" or "Rp 50.000"."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "amount", "maxlength": "24"}
    )

    def to_python(self, value: Any) -> int | None:
        """Read the typed text; raises ValidationError with what to type instead."""
        if value in self.empty_values:
            return None
        typed = TYPED_RUPIAH.fullmatch(str(value).strip()) if len(str(value)) <= 40 else None
        if typed is None or not typed[1].isascii():
            raise ValidationError(
                _("Type whole rupiah, for example 50.000."), code="not_whole_rupiah"
            )
        amount = int(re.sub(r"\D", "", typed[1]))
        if not 0 < amount <= MAX_AMOUNT:
            raise ValidationError(
                _("Type an amount from Rp1 to %(most)s.") % {"most": rupiah(MAX_AMOUNT)},
                code="amount_out_of_range",
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its thousands grouped; what a person typed stays as typed."""
        return grouped(value) if isinstance(value, int) else value


class CountField(forms.Field):
    """A whole number from 0 upwards, typed as "1240" or "1.240"."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "20"}
    )

    def __init__(self, *, most: int = 2**31 - 1, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def to_python(self, value: Any) -> int | None:
        """Read the typed text; raises ValidationError with what to type instead."""
        if value in self.empty_values:
            return None
        typed = TYPED_COUNT.fullmatch(str(value)[:40].strip())
        number = int(re.sub(r"\D", "", typed[0])) if typed else None
        if number is None or number > self.most:
            raise ValidationError(
                _("Type a whole number from 0 to %(most)s.") % {"most": grouped(self.most)},
                code="not_a_count",
            )
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its thousands grouped; what a person typed stays as typed."""
        return grouped(value) if isinstance(value, int) else value


STALE = _("This form has gone stale. Reload the page and try again.")


class RequestIdField(forms.UUIDField):
    """The key of one intended action: made with the form, so a second click is the same action."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(initial=uuid4, error_messages={"required": STALE}, **options)

    def to_python(self, value: Any) -> Any:
        """Read the key; raises ValidationError when it was lost or changed on the way."""
        try:
            key = super().to_python(value)
        except ValidationError as unreadable:
            raise ValidationError(STALE, code="stale") from unreadable
        try:
            return key and from_outside(key)
        except DerivedKey as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class SeenField(forms.CharField):
    """A mark of what stood there when the form was opened; a form without it says nothing."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, error_messages={"required": STALE}, **options)


class DayField(forms.DateField):
    """A calendar day, picked in the browser's own date picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], **options)


class NameField(forms.CharField):
    """One line of text for a name: at most 200 letters, nothing that moves or hides the others.

    Line breaks become spaces; control characters and marks that turn the direction of reading
    are left out, so that no name can pass itself off as another.
    """

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        """The name on one line."""
        return super().to_python(one_line(str(value or ""))) or ""
