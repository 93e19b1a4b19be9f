"""The shape of what is typed on the page of the periods."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField

NO_NAMES = _("For example: a receipt was found, a wrong account. No names of members.")


class MonthField(forms.TypedChoiceField):
    """One of some months, each by its last day."""

    def __init__(self, months: Sequence[date] = (), **options: Any) -> None:
        super().__init__(
            coerce=date.fromisoformat,
            choices=[(day.isoformat(), month_name(day)) for day in months],
            error_messages={"invalid_choice": _("Choose one from the list.")},
            **options,
        )


def month_name(day: date) -> str:
    """The month of a day: October 2026."""
    return date_format(day, "F Y")


class CloseForm(forms.Form):
    """Through which month the books are closed."""

    request_id = RequestIdField()

    def __init__(self, *args: Any, months: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["through"] = MonthField(months, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """From which month on the books are opened again, and why."""

    request_id = RequestIdField()

    def __init__(self, *args: Any, closed: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        field = MonthField(label=_("Open again from"))
        field.choices = [
            (day.replace(day=1) - timedelta(days=1), month_name(day)) for day in closed
        ]
        self.fields["through"] = field
        self.fields["reason"] = forms.CharField(label=_("Why?"), max_length=500, help_text=NO_NAMES)


class AnswerForm(forms.Form):
    """Yes or no to a reopening."""

    asked = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)
    request_id = RequestIdField()


class UndoYearForm(forms.Form):
    """Why the closing of a year is undone."""

    reason = forms.CharField(label=_("Why?"), max_length=500, help_text=NO_NAMES)
    request_id = RequestIdField()
