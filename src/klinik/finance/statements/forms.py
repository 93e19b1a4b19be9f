"""Of which days and which unit a statement is asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField
from klinik.finance.ledger.forms import PeriodForm
from klinik.finance.ledger.models import Unit
from klinik.finance.ledger.periods.rules import FiscalYear


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


class DaysForm(PeriodForm, StatementForm):
    """From which day (the fiscal year's first when empty) through which (today when empty)."""

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, units=units, **options)
        del self.fields["on"]
        self.order_fields(["from", "to", "unit"])


class YearForm(StatementForm):
    """A fiscal year (the latest when empty) and the unit."""

    def __init__(self, *args: Any, years: Sequence[FiscalYear], **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["on"]
        self.years = {str(year.number): year for year in years}
        self.fields["year"] = forms.ChoiceField(
            label=_("Book year"),
            required=False,
            choices=[
                ("", _("The latest, %(year)s") % {"year": years[0]}),
                *((key, str(year)) for key, year in self.years.items()),
            ],
            error_messages={"invalid_choice": _("Choose one from the list.")},
        )
        self.order_fields(["year", "unit"])

    def clean_year(self) -> FiscalYear | None:
        """The chosen year, or None."""
        return self.years.get(self.cleaned_data["year"])
