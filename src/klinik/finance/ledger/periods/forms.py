"""The shape of what is typed on the page of the periods."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField

NO_NAMES = _("For example: a receipt was found, a wrong account. No names of members.")


def month_name(day: date) -> str:
    """The month of a day: October 2026."""
    return date_format(day, "F Y")


class CloseForm(forms.Form):
    """Through which month the books are closed."""

    through = forms.DateField(widget=forms.HiddenInput)
    request_id = RequestIdField()


class AskForm(forms.Form):
    """From which month on the books are opened again, and why."""

    through = forms.DateField(label=_("Open again from"), widget=forms.Select)
    reason = forms.CharField(label=_("Why?"), max_length=500, help_text=NO_NAMES)
    request_id = RequestIdField()

    def __init__(self, *args: Any, closed: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        # Choices are what the page offers; what may be opened, and was already, the ledger knows.
        widget = self.fields["through"].widget
        widget.choices = [
            (day.replace(day=1) - timedelta(days=1), month_name(day)) for day in closed
        ]


class TakeBackForm(forms.Form):
    """Which request for a reopening is meant."""

    asked = forms.IntegerField(widget=forms.HiddenInput)
    request_id = RequestIdField()


class AnswerForm(TakeBackForm):
    """Yes or no to a reopening."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])


class UndoYearForm(forms.Form):
    """Which year's closing is undone, and why. Done twice, nothing moves."""

    year = forms.IntegerField(min_value=1970, max_value=9000, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=500, help_text=NO_NAMES)
