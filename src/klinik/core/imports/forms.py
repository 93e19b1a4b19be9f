"""What is asked about a table: the file with its source and day, and which heading is which."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import DayField, NameField
from klinik.core.imports.rules import Column, twice
from klinik.core.imports.sheets import read_sheet

TABLES = ".xlsx,.xls,.ods,.csv,text/csv"
SAMPLES = 2


class FileForm(forms.Form):
    """The file, where its facts come from, and of which day they are."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        max_length=250,
        help_text=_("At most 20.000 rows and 5 MB. Nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": TABLES}),
    )
    source = NameField(
        label=_("Where do these data come from?"),
        max_length=300,
        help_text=_("Kept with every row and shown on its page. For example: list of Dinas …"),
    )
    on = DayField(label=_("As of which day?"))

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> Any:
        """What is not yet cannot be known."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This day lies in the future."), code="future")
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        """The table in place of the file."""
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                cleaned["sheet"] = read_sheet(upload, self.columns)
            except DomainError as refusal:
                self.add_error("file", str(refusal.message))
        return cleaned


class Table(Protocol):
    """A table that was read: its headings, and its rows as [number in the file, cells]."""

    headings: Any
    rows: Any


class ColumnsForm(forms.Form):
    """Which heading of the file is which column."""

    def __init__(self, *args: Any, columns: Sequence[Column], row: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.row = row
        choices = [("", _("not in this file")), *_choices(row)]
        for column in columns:
            self.fields[column.name] = forms.TypedChoiceField(
                label=str(column.label),
                help_text=str(column.help),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=column.is_needed,
                error_messages={"required": _("Choose under which heading this stands.")},
            )

    def clean(self) -> dict[str, Any]:
        """Each heading once."""
        cleaned = super().clean() or {}
        taken: dict[int, Any] = {}
        for column in self.columns:
            at = cleaned.get(column.name)
            if at is None:
                continue
            if at in taken:
                sentence = _("This heading is chosen for “%(other)s” already.")
                self.add_error(column.name, sentence % {"other": taken[at]})
            taken.setdefault(at, column.label)
        return cleaned

    def mapping(self) -> dict[str, int]:
        """What was chosen, without the columns that the file does not have."""
        return {name: at for name, at in self.cleaned_data.items() if at is not None}

    def found(self) -> list[forms.BoundField]:
        """Columns to look at first: those that are needed, and those that are filled in."""
        return [self[column.name] for column in self.columns if self._is_first(column)]

    def others(self) -> list[forms.BoundField]:
        """Columns that the file does not seem to have."""
        return [self[column.name] for column in self.columns if not self._is_first(column)]

    def _is_first(self, column: Column) -> bool:
        chosen = self[column.name].value() not in {None, ""}
        return column.is_needed or chosen or bool(self[column.name].errors)

    def unused(self) -> list[str]:
        """Headings that no column takes."""
        used = {str(self[column.name].value()) for column in self.columns}
        return [h for at, h in enumerate(self.row.headings) if h and str(at) not in used]

    def repeated(self) -> list[str]:
        """Headings that stand twice in the file."""
        return twice(self.row.headings)


def _choices(row: Table) -> list[tuple[int, str]]:
    return [
        (at, f"{letters(at)}: {heading or '–'}{_samples(row, at)}"[:90])
        for at, heading in enumerate(row.headings)
    ]


def _samples(row: Table, at: int) -> str:
    filled = (cells[at] for _number, cells in row.rows if len(cells) > at and cells[at])
    shown = ", ".join(cell[:24] for cell in islice(filled, SAMPLES))
    return f" ({shown})" if shown else ""


def letters(at: int) -> str:
    """The letters over a column in Excel: 0 is A, 26 is AA."""
    return (letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def initial(columns: Sequence[Column], chosen: Mapping[str, int]) -> dict[str, int]:
    """What the form begins with: only what there is a column for."""
    return {column.name: chosen[column.name] for column in columns if column.name in chosen}
