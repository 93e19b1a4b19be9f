"""The shape of what is typed on the pages of the books."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import CountField, DayField, NameField, RequestIdField, RupiahField
from klinik.core.money import rupiah
from klinik.finance.ledger.attachments.forms import receipts_field
from klinik.finance.ledger.cash import queries as cash
from klinik.finance.ledger.cash.intents import money_in, money_moved, money_out
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.chart.activities import usual_activity
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import MARKS_OF, Account, AccountKind, CashFlow, Side, Unit
from klinik.finance.ledger.rules import EARLIEST, usual_side
from klinik.finance.ledger.words import KINDS, mark_in_words
from klinik.tenancy.models import Koppontren

CHECKED_FOR = 24 * 60 * 60  # seconds in which a checked opening can be posted
SALT = "klinik.finance.ledger.opening"
LONGEST_CONTROL = 12  # letters of a code, which details go on with ".0001"
CASH, CONTROL, CONTRA = "cash", "control", "contra"
ACTIVITIES = [
    (CashFlow.OPERATING, _("Daily business: sales, costs, debts, savings of members")),
    (CashFlow.INVESTING, _("What is bought for years: buildings, vehicles, equipment")),
    (CashFlow.FINANCING, _("Capital: simpanan pokok and wajib, reserves, funds of others")),
]
USES = [
    ("", _("An ordinary account")),
    (CASH, _("A place of money: cash box, drawer, bank")),
    (CONTROL, _("Kept person by person, like savings")),
    (CONTRA, _("Lessens accounts of its kind, like accumulated depreciation")),
]


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


class OpeningForm(forms.Form):
    """The file with the opening balances, and the day they are of."""

    file = forms.FileField(
        label=_("File with the balances"),
        help_text=_("Excel or CSV, at most 5 MB, with the columns of the template."),
    )
    request_id = RequestIdField()

    def __init__(self, *args: Any, today: date, opened_on: date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if opened_on:  # a correction is of the opening's own day
            return
        self.fields["on"] = BusinessDayField(
            today=today,
            label=_("Balances of which day?"),
            initial=date(today.year, 1, 1),
            help_text=_("Usually 1 January: what everything held when the year began."),
        )


class CodesField(forms.MultipleChoiceField):
    """Codes of accounts that were ticked; what is no code of the file says nothing."""

    def valid_value(self, value: str) -> bool:
        """Any: whose they are is known when the file is read again."""
        return True


class CheckedForm(forms.Form):
    """What was checked and shown, signed, so that exactly this is posted."""

    checked = forms.CharField(widget=forms.HiddenInput)
    cash = CodesField(
        label=_("Money lies in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cash boxes, drawers and bank accounts of our own. They can be chosen for money in and "
            "out, and never hold less than nothing."
        ),
    )
    request_id = RequestIdField()

    def __init__(
        self,
        *args: Any,
        koppontren: Koppontren,
        may_be_cash: Sequence[AccountRow] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choices = [(account.code, f"{account.code} {account.name}") for account in may_be_cash]
        self.fields["cash"].choices = choices  # type: ignore[attr-defined]
        self.salt = f"{SALT}.{koppontren.pk}"  # checked for one cooperative, posted for no other

    def sign(self, checked: dict[str, Any]) -> str:
        """What was checked, as the text that comes back with the form."""
        return signing.dumps(checked, salt=self.salt, compress=True)

    def clean_checked(self) -> dict[str, Any]:
        """The rows and the day; raises ValidationError when they are not those we showed."""
        signed = self.cleaned_data["checked"]
        try:
            return dict(signing.loads(signed, salt=self.salt, max_age=CHECKED_FOR))
        except signing.BadSignature:
            raise ValidationError(_("This check has gone stale. Send the file again.")) from None


class MarkField(forms.ChoiceField):
    """Where an account stands on the statements, beyond its kind; of every kind or of one."""

    def __init__(self, kinds: Sequence[str] = tuple(MARKS_OF)) -> None:
        groups = [
            (AccountKind(kind).label, [(mark.value, mark.label) for mark in MARKS_OF[kind]])
            for kind in kinds
        ]
        super().__init__(
            label=_("On the statements"),
            choices=[("", _("With the others of its kind")), *groups],
            required=False,
            help_text=_(
                "Sets apart business with members, direct costs, and zakat and benevolence funds."
            ),
            error_messages={"invalid_choice": _("Choose one from the list.")},
        )


class ActivityField(forms.ChoiceField):
    """To which activity of the cash flow statement an account belongs, in plain words."""

    def __init__(self, *, is_new: bool) -> None:
        unsaid = [("", _("What is usual for its kind and name"))] if is_new else []
        super().__init__(
            label=_("On the cash flow statement"),
            choices=[*unsaid, *ACTIVITIES],
            required=False,
            help_text=_("Where money stands that comes or goes for it. It can be changed later."),
            error_messages={"invalid_choice": _("Choose one from the list.")},
        )


class AccountForm(forms.Form):
    """A new account of the chart."""

    code = forms.RegexField(
        # No dot: with one it could be the number of a member's account to come.
        r"^[0-9A-Za-z](?:[0-9A-Za-z-]{0,18}[0-9A-Za-z])?\Z",
        label=_("Code"),
        max_length=20,
        error_messages={"invalid": _("At most 20 letters, digits and hyphens.")},
        help_text=_("For example 5340. Statements are in the order of the codes."),
    )
    name = NameField(label=_("Name"), max_length=100)
    unit = forms.ChoiceField(
        label=_("Unit"), error_messages={"invalid_choice": _("Choose one from the list.")}
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose…")), *AccountKind.choices],
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    use = forms.ChoiceField(
        label=_("What is it for?"),
        choices=USES,
        widget=forms.RadioSelect,
        initial="",
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    mark = MarkField()
    cash_flow = ActivityField(is_new=True)

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(unit.code, unit.name) for unit in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a place of money that is no asset."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("use") == CASH and cleaned.get("kind") not in {None, AccountKind.ASSET}:
            self.add_error("kind", _("Money lies in accounts of the kind “asset”."))
        if cleaned.get("use") == CONTROL and len(cleaned.get("code", "")) > LONGEST_CONTROL:
            self.add_error("code", _("At most 12 signs here: the numbers of its details follow."))
        mark = cleaned.get("mark")
        if mark and mark not in MARKS_OF.get(cleaned.get("kind", ""), ()):
            self.add_error("mark", _("This place is for accounts of another kind."))
        return cleaned

    def row(self) -> AccountRow:
        """The account as it was typed, on the usual side of its kind unless it lessens others."""
        typed = self.cleaned_data
        usual = usual_side(typed["kind"])
        contra = Side.CREDIT if usual == Side.DEBIT else Side.DEBIT
        return AccountRow(
            code=typed["code"],
            name=typed["name"],
            kind=typed["kind"],
            normal_side=contra.value if typed["use"] == CONTRA else usual,
            unit=typed["unit"],
            is_cash=typed["use"] == CASH,
            is_control=typed["use"] == CONTROL,
            may_overdraw=typed["use"] not in {CASH, CONTROL},
            mark=typed["mark"],
            cash_flow=self._activity(),
        )

    def _activity(self) -> str:
        """What was chosen, or what is usual; money itself belongs to no activity."""
        typed = self.cleaned_data
        if typed["use"] == CASH:
            return ""
        return typed["cash_flow"] or usual_activity(typed["kind"], typed["name"])


class RenameForm(forms.Form):
    """Another name for an account."""

    name = NameField(label=_("Name"), max_length=100)


class PlaceField(forms.ChoiceField):
    """Where an account of this kind stands on the statements, each place with what it changes."""

    widget = forms.RadioSelect

    def __init__(self, kind: str) -> None:
        choices = []
        for mark in ("", *MARKS_OF[kind]):
            name, effect = mark_in_words(kind, mark)
            choices.append((str(mark), f"{capfirst(name)}. {effect}"))
        super().__init__(
            label=_("On the statements"),
            choices=choices,
            required=False,
            help_text=_("Changes where it stands and what is added up there, never an amount."),
            error_messages={"invalid_choice": _("Choose one from the list.")},
        )


class ChangeForm(RenameForm):
    """What an account is called, and where it stands on the statements if its kind has places."""

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"name": account.name, "mark": account.mark, **self.initial}
        if account.kind in MARKS_OF:
            self.fields["mark"] = PlaceField(account.kind)
        if not account.is_cash and account.other_unit_id is None:
            self.fields["cash_flow"] = ActivityField(is_new=False)
            usual = usual_activity(account.kind, account.name)
            self.initial["cash_flow"] = account.cash_flow or usual


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
