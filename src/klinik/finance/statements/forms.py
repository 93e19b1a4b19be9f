"""Of which day and which unit a statement is asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField
from klinik.finance.ledger.models import Unit


class StatementForm(forms.Form):
    """The day (today when empty) and the unit (the whole cooperative when empty)."""

    on = DayField(label=_("On"), required=False)
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the units shown.")},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        names = [(unit.code, unit.name) for unit in units]
        self.fields["unit"].choices = [("", _("Whole cooperative")), *names]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        """The chosen unit, or None for the whole cooperative."""
        return self.units.get(self.cleaned_data["unit"])
