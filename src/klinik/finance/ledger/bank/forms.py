"""The shape of what is typed on the pages of the reconciliation."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import CountField, NameField, RequestIdField
from klinik.core.imports.forms import TABLES, ColumnsForm
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.bank.models import BankAccount, BankFile, BankMutation
from klinik.finance.ledger.bank.rules.columns import COLUMNS, says_amounts
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.cash import queries as cash
from klinik.finance.ledger.forms import BusinessDayField, NoteField
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
        self.fields["account"].choices = [("", _("Choose…")), *choices]  # type: ignore[attr-defined]

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


PLACE = re.compile(r"([0-9]{1,15})\.([0-9]{1,4})")


class Codes(forms.MultipleChoiceField):
    """Names of lines and mutations; whose they are is known when they are looked up."""

    def valid_value(self, value: str) -> bool:
        """Whatever is written as such a name."""
        return len(value) < 40


def places(codes: Sequence[str]) -> list[tuple[int, int]]:
    """Lines of the book by their names: "12.2" is the second line of entry 12."""
    found = (PLACE.fullmatch(code) for code in codes)
    return [(int(one[1]), int(one[2])) for one in found if one]


def numbers(codes: Sequence[str]) -> list[int]:
    """Ids, where they are written as such."""
    return [int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 18]


class PairsForm(forms.Form):
    """Pairs that were shown and are accepted: "7:12.2" is mutation 7 and a line."""

    pair = Codes(required=False)

    def chosen(self) -> list[tuple[int, tuple[int, int]]]:
        """The pairs, without what is written otherwise."""
        parted = (code.partition(":") for code in self.cleaned_data["pair"])
        return [
            (mutation, line)
            for one, _colon, other in parted
            for mutation in numbers([one])
            for line in places([other])
        ]


class MatchForm(forms.Form):
    """Lines of the book and, if need be, more mutations, that are one with a mutation."""

    line = Codes(required=False)
    mutation = Codes(required=False)
    group = forms.CharField(required=False, max_length=400)

    def chosen(self) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of other mutations, and the lines; a group "7,8|12.2" says both at once."""
        typed = self.cleaned_data
        others, _bar, lines = typed["group"].partition("|")
        return (
            numbers([*typed["mutation"], *others.split(",")]),
            places([*typed["line"], *lines.split(",")]),
        )


Groups = list[tuple[Any, list[tuple[str, str]]]]


def categories(accounts: Sequence[Account], bank: BankAccount, *, is_in: bool) -> Groups:
    """What money of this account may come from or go to, in plain words."""
    groups = cash.sources(accounts) if is_in else cash.purposes(accounts)
    return [
        (label, [(a.code, f"{a.name} ({a.unit.code})") for a in own if a.pk != bank.account_id])
        for label, own in groups
    ]


class CategoriesForm(forms.Form):
    """Mutations side by side, each with what it is booked as; an empty one waits."""

    def __init__(
        self,
        *args: Any,
        mutations: Sequence[BankMutation],
        accounts: Sequence[Account],
        bank: BankAccount,
        proposed: Mapping[int, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.mutations = {str(row.number): row for row in mutations}
        self.accounts = {account.code: account for account in accounts}
        choices = {
            is_in: [("", _("Not yet")), *categories(accounts, bank, is_in=is_in)]
            for is_in in (True, False)
        }
        for number, row in self.mutations.items():
            self.fields[number] = forms.ChoiceField(
                label=row.text or str(row.on),
                required=False,
                choices=choices[row.is_in],
                initial=proposed.get(row.pk, ""),
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )

    def rows(self) -> list[tuple[BankMutation, forms.BoundField]]:
        """Each mutation with its field."""
        return [(row, self[number]) for number, row in self.mutations.items()]

    def chosen(self) -> dict[BankMutation, Account]:
        """The mutations for which something was chosen."""
        return {
            self.mutations[number]: self.accounts[code]
            for number, code in self.cleaned_data.items()
            if code
        }


class BookForm(forms.Form):
    """What one mutation is booked as, and the note beside it."""

    category = forms.ChoiceField(
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    memo = NoteField()

    def __init__(
        self,
        *args: Any,
        mutation: BankMutation,
        accounts: Sequence[Account],
        proposed: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.accounts = {account.code: account for account in accounts}
        is_in = mutation.is_in
        groups = categories(accounts, mutation.bank, is_in=is_in)
        field = self.fields["category"]
        field.label = _("What is it from?") if is_in else _("What is it for?")
        field.choices = [("", _("Choose…")), *groups]  # type: ignore[attr-defined]
        field.initial = proposed
        self.fields["memo"].initial = mutation.text

    def clean_category(self) -> Account:
        """The account of the chosen category."""
        return self.accounts[self.cleaned_data["category"]]


class DayForm(forms.Form):
    """The end of which day."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = BusinessDayField(today=today, label=_("Through which day?"))


class BalanceForm(forms.Form):
    """What the bank held before its first mutation."""

    balance = CountField(
        label=_("Balance at the bank"),
        most=MAX_AMOUNT,
        help_text=_("In whole rupiah, as the bank's paper or app says it."),
    )
