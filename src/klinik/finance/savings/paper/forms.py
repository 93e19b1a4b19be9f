"""Which days a statement is for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField

FIRST = date(2000, 1, 1)  # no book here begins before


class DaysForm(forms.Form):
    """From one day through another; nothing typed is this month until today."""

    dari = DayField(label=_("From"), required=False)
    sampai = DayField(label=_("Until"), required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"dari": today.replace(day=1), "sampai": today})
        self.today = today

    @property
    def days(self) -> tuple[date, date]:
        """The days that are asked for; of a form with faults, this month until today."""
        typed = self.cleaned_data if self.is_valid() else {}
        until = typed.get("sampai") or self.today
        return typed.get("dari") or until.replace(day=1), until

    def clean(self) -> dict[str, Any]:
        """The first day is not behind the last, and none is before every book."""
        typed: dict[str, Any] = super().clean() or {}
        since, until = typed.get("dari"), typed.get("sampai") or self.today
        for name, day in (("dari", since), ("sampai", typed.get("sampai"))):
            if day and not FIRST <= day <= date(2999, 12, 31):
                self.add_error(name, _("Look at the year of this day again."))
        if since and since > until:
            self.add_error("dari", _("The first day lies behind the last. Turn them round."))
        return typed
