"""What forms of the books share: days, notes, what may come late, periods and undoing."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import CountField, DayField, RequestIdField
from klinik.finance.ledger.rules import EARLIEST
from klinik.finance.ledger.words import KINDS


class BusinessDayField(DayField):
    """A day that has come, and not before the year 2000: nobody keeps such books here."""

    def __init__(self, *, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today
        self.widget.attrs |= {"min": EARLIEST.isoformat(), "max": today.isoformat()}

    def clean(self, value: Any) -> date | None:
        """The day; raises ValidationError for one that has not come or is too long ago."""
        day: date | None = super().clean(value)
        if day and not EARLIEST <= day <= self.today:
            bounds = {
                "first": date_format(EARLIEST, "j F Y"),
                "last": date_format(self.today, "j F Y"),
            }
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s.") % bounds, code="out_of_range"
            )
        return day


class NoteField(forms.CharField):
    """What somebody writes beside an entry; it may be erased, so no rule reads it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Note"),
            required=False,
            max_length=500,
            help_text=_("For example the number of the receipt. No names of members."),
            **options,
        )


class LateForm(forms.Form):
    """A form for an entry that may come late, or put an earlier one right."""

    corrects = CountField(
        label=_("Which entry does it put right?"),
        most=10**15,
        required=False,
        widget=forms.HiddenInput,
        help_text=_("The number of that entry. Leave it empty if this was only forgotten."),
    )
    first_open: date | None = None  # where the day that was typed is closed

    def offer_way_out(self, first_open: date | None) -> None:
        """Its day is closed: offer the first open one, and ask what it puts right."""
        self.first_open = first_open
        self.fields["corrects"].widget = forms.TextInput(attrs=CountField.widget.attrs)

    def begin_anew(self) -> None:
        """Let what stands on the form be another request than the one it was sent with."""
        self.data = {**self.data, "request_id": str(uuid4())}

    @property
    def puts_right(self) -> int | None:
        """The number of the entry that it puts right, once that can be read."""
        typed = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return typed.get("corrects") or None


class UndoForm(forms.Form):
    """Why an entry is undone."""

    reason = forms.CharField(
        label=_("Why is it undone?"),
        max_length=500,
        help_text=_("For example: typed twice, wrong amount. No names of members."),
    )
    request_id = RequestIdField()


class PeriodForm(forms.Form):
    """From which day to which; both may stay open."""

    # The names stand in the address, where "from" reads better than any word Python allows.
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["from"] = DayField(label=_("From"), required=False)
        self.fields["to"] = DayField(label=_("To"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("This day lies before the first one."))
        return cleaned

    def said(self) -> list[str]:
        """What was chosen, in words, for the head of a file."""
        chosen = self.cleaned_data
        days = [(name, chosen.get(name)) for name in ("from", "to")]
        return [f"{self.fields[name].label}: {date_format(on, 'j F Y')}" for name, on in days if on]


class JournalForm(PeriodForm):
    """Which entries of the journal to show."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *KINDS.items()]
    )

    def said(self) -> list[str]:
        """The kind as well."""
        kind = self.cleaned_data["kind"]
        return [*([str(KINDS[kind])] if kind else []), *super().said()]
