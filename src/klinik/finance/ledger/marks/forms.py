"""A place on the statements for each account whose kind has places."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from klinik.finance.ledger.chart.forms import MarkField
from klinik.finance.ledger.models import MARKS_OF, Account, AccountKind
from klinik.finance.ledger.words import mark_in_words

OF = "akun-"  # begins the name of an account's field; its code follows


class Place(NamedTuple):
    """A place that accounts of a kind can have, and what it changes on which statement."""

    name: str
    effect: str


class OfKind(NamedTuple):
    """Accounts of one kind, with the places they can have."""

    kind: str
    places: list[Place]
    rows: list[tuple[Account, BoundField]]


class PlacesForm(forms.Form):
    """Where each of these accounts stands."""

    def __init__(self, *args: Any, accounts: Sequence[Account], **options: Any) -> None:
        super().__init__(*args, **options)
        self.accounts = accounts
        for account in accounts:
            field = MarkField([account.kind])
            field.label, field.help_text, field.initial = str(account), "", account.mark
            self.fields[f"{OF}{account.code}"] = field

    @property
    def kinds(self) -> list[OfKind]:
        """The accounts by kind."""
        return [
            OfKind(
                str(AccountKind(kind).label),
                [Place(*mark_in_words(kind, mark)) for mark in ("", *MARKS_OF[kind])],
                [(a, self[f"{OF}{a.code}"]) for a in self.accounts if a.kind == kind],
            )
            for kind in MARKS_OF
        ]

    def changed(self) -> list[tuple[Account, str]]:
        """The accounts that are to stand elsewhere, each with its new mark.

        What was not sent stays: an account may have come to the chart since the page was made.
        """
        return [
            (account, self.cleaned_data[name])
            for account in self.accounts
            for name in [f"{OF}{account.code}"]
            if name in self.data and self.cleaned_data[name] != account.mark
        ]
