"""A table of wallets and amounts, typed, pasted, or read from a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import RequestIdField
from klinik.core.spreadsheets import read_table
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.rules import Row, read_lines


class TableForm(forms.Form):
    """Lines "D-0001; 50.000", or a file with the two columns `nomor` and `jumlah`."""

    kind = forms.ChoiceField(label=_("What is done?"), choices=BatchKind, widget=forms.RadioSelect)
    lines = forms.CharField(
        label=_("Wallet and amount, one on each line"),
        required=False,
        max_length=200_000,
        help_text=_("For example: D-0001; 50.000. A member's number (A-0001) does as well."),
        widget=forms.Textarea(attrs={"rows": "8", "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("Excel or CSV with the columns “nomor” and “jumlah”."),
    )
    request_id = RequestIdField()

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.fields["kind"].initial = BatchKind.CASH_IN
        self.rows: list[Row] = []

    def clean(self) -> dict[str, Any]:
        """The rows that were meant, from the file if there is one."""
        typed = super().clean() or {}
        if typed.get("file"):
            try:
                typed["lines"] = _lines_of(typed["file"])
            except DomainError as refusal:
                self.add_error("file", str(refusal.message))
                return typed
        try:
            self.rows = read_lines(typed.get("lines", ""))
        except DomainError as refusal:
            self.add_error("lines", str(refusal.message))
        return typed

    @property
    def amounts(self) -> dict[str, int]:
        """What the command is told."""
        return {row.number: row.amount for row in self.rows}


def _lines_of(file: Any) -> str:
    table = read_table(file, needs=("nomor", "jumlah"))
    return "\n".join(f"{row['nomor']}; {row['jumlah']}" for row in table)
