"""The three plain forms: money in, money out, money moved."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, RequestIdField, RupiahField
from klinik.core.money import rupiah
from klinik.finance.ledger.attachments.forms import receipts_field
from klinik.finance.ledger.cash import queries as cash
from klinik.finance.ledger.cash.intents import money_in, money_moved, money_out
from klinik.finance.ledger.forms import (
    BusinessDayField,
    LateForm,
    NoteField,
)
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account


class Way(StrEnum):
    """Which of the three plain forms this is."""

    IN = "in"
    OUT = "out"
    MOVE = "move"


PLACE_LABELS = {
    Way.IN: _("Where does the money go?"),
    Way.OUT: _("Where is it taken from?"),
    Way.MOVE: _("Where is it taken from?"),
}
CATEGORY_LABELS = {
    Way.IN: _("What is it from?"),
    Way.OUT: _("What is it for?"),
    Way.MOVE: _("Where does it go?"),
}


class MoneyForm(LateForm):
    """Money in, out or moved: where it is, what for or where to, how much, when."""

    place = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the places shown.")},
    )
    category = forms.ChoiceField(
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    amount = RupiahField(label=_("How much"))
    on = DayField(label=_("When"), required=False)
    memo = NoteField()
    receipts = receipts_field()
    request_id = RequestIdField()

    def __init__(
        self, *args: Any, accounts: Sequence[Account], today: date, way: Way, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.order_fields(["place", "category", "amount", "on", "memo"])
        self.way = way
        self.accounts = {account.code: account for account in accounts}
        places = [account for account in accounts if account.is_cash]
        place, category = self.fields["place"], self.fields["category"]
        place.label, category.label = PLACE_LABELS[way], CATEGORY_LABELS[way]
        place.choices = [(a.code, f"{a.name} · {rupiah(a.balance)}") for a in places]  # type: ignore[attr-defined]
        place.initial = places[0].code if places else None
        category.choices = [("", _("Choose…")), *_categories(accounts, way)]  # type: ignore[attr-defined]
        self.fields["on"] = BusinessDayField(
            today=today,
            label=_("When"),
            required=False,
            help_text=_("Leave it empty for today, %(day)s.")
            % {"day": date_format(today, "j F Y")},
        )

    def clean_place(self) -> Account:
        """The account of the chosen place."""
        return self.accounts[self.cleaned_data["place"]]

    def clean_category(self) -> Account:
        """The account of the chosen category."""
        return self.accounts[self.cleaned_data["category"]]

    def clean(self) -> dict[str, Any]:
        """Refuse to move money from a place to itself."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("place") and cleaned.get("place") == cleaned.get("category"):
            self.add_error("category", _("Choose another place than the one above."))
        return cleaned

    def intent(self) -> Intent:
        """What was typed, as the entry that it would be."""
        typed = self.cleaned_data
        place, category, amount = typed["place"], typed["category"], typed["amount"]
        meant = {
            Way.IN: lambda: money_in(place, source=category, amount=amount),
            Way.OUT: lambda: money_out(place, purpose=category, amount=amount),
            Way.MOVE: lambda: money_moved(place, to=category, amount=amount),
        }
        return meant[self.way]()._replace(on=typed["on"], memo=typed["memo"])


def _categories(accounts: Sequence[Account], way: Way) -> list[tuple[Any, Any]]:
    if way is Way.MOVE:
        return [(a.code, f"{a.name} · {rupiah(a.balance)}") for a in accounts if a.is_cash]
    return _by_group(cash.sources(accounts) if way is Way.IN else cash.purposes(accounts))


def _by_group(groups: cash.Groups) -> list[tuple[Any, list[tuple[str, str]]]]:
    several = len({account.unit_id for _label, accounts in groups for account in accounts}) > 1
    return [
        (label, [(a.code, f"{a.name} ({a.unit.code})" if several else a.name) for a in accounts])
        for label, accounts in groups
    ]
