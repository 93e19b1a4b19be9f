"""The shape of what is typed on the pages of the reconciliation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import CountField, NameField, RequestIdField
from klinik.core.imports.forms import TABLES, ColumnsForm
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.bank.models import BankFile
from klinik.finance.ledger.bank.rules.columns import COLUMNS, says_amounts
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.models import Account


class PlaceForm(forms.Form):
    """Which place of money is kept at which bank."""

    account = forms.ChoiceField(
        label=_("Account"), error_messages={"invalid_choice": _("Choose one from the list.")}
    )
    bank = NameField(
        label=_("Which bank is it?"),
        max_length=60,
        help_text=_("For example: Bank Syariah. Files of the same bank are understood at once."),
    )

    def __init__(self, *args: Any, places: Sequence[Account], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {account.code: account for account in places}
        choices = [(a.code, f"{a.code} {a.name} ({a.unit.code})") for a in places]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]

    def clean_account(self) -> Account:
        """The account itself."""
        return self.places[self.cleaned_data["account"]]


class StatementForm(forms.Form):
    """A file with mutations of one bank account."""

    file = forms.FileField(
        label=_("File with the mutations"),
        max_length=250,
        help_text=_("Excel or CSV as the bank gives it, at most 5 MB. Nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": TABLES}),
    )
    request_id = RequestIdField()

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """The table in place of the file."""
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                cleaned["statement"] = read_statement(upload, today=self.today)
            except DomainError as refusal:
                self.add_error("file", str(refusal.message))
        return cleaned


class LayoutForm(ColumnsForm):
    """Which heading of a bank's table is which column."""

    def __init__(self, *args: Any, file: BankFile, **options: Any) -> None:
        super().__init__(*args, columns=COLUMNS, row=file, **options)

    def clean(self) -> dict[str, Any]:
        """Refuse columns that do not say how much moved."""
        cleaned = super().clean()
        chosen = {name: at for name, at in cleaned.items() if at is not None}
        if not says_amounts(chosen):
            sentence = _("Choose where the amounts stand: debit and credit, or one column.")
            self.add_error("amount", sentence)
        if "amount" in chosen and {"debit", "credit"} & set(chosen):
            self.add_error("amount", _("Choose debit and credit, or one column, not all of them."))
        return cleaned


class BalanceForm(forms.Form):
    """What the bank held before its first mutation."""

    balance = CountField(
        label=_("Balance at the bank"),
        most=MAX_AMOUNT,
        help_text=_("In whole rupiah, as the bank's paper or app says it."),
    )
