"""Which month's fees."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.finance.sharing.forms import CHOOSE


class FeeMonthForm(forms.Form):
    """A month that is over."""

    month = forms.TypedChoiceField(
        label=_("Month"), coerce=date.fromisoformat, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, months: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
