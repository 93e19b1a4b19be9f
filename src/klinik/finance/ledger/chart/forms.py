"""What is typed of an account: a new one, its name, its place on the statements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.chart.activities import usual_activity
from klinik.finance.ledger.models import MARKS_OF, Account, AccountKind, CashFlow, Side, Unit
from klinik.finance.ledger.rules import usual_side
from klinik.finance.ledger.words import mark_in_words

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
