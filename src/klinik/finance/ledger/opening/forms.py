"""The opening: what the cooperative does, amounts typed or in a file, and what was checked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.core.money import grouped
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.forms import (
    BusinessDayField,
)
from klinik.finance.ledger.models import Unit
from klinik.finance.ledger.opening.table import Unreadable, read_amount
from klinik.tenancy.models import Koppontren

OF = "akun-"  # begins the name of an account's field; its code follows
BUSINESSES = {
    "USPPS": _("Savings and financing (USPPS, BMT)"),
    "Toko": _("A shop, canteen or minimarket"),
    "Produksi": _("Making things to sell: food, water, clothes"),
}


class BusinessesForm(forms.Form):
    """What the cooperative does; each gives its usual accounts."""

    usaha = forms.MultipleChoiceField(
        label=_("What does your cooperative do?"),
        choices=list(BUSINESSES.items()),
        initial=["USPPS", "Toko"],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that fit. Others can be added later."),
        error_messages={
            "required": _("Choose at least one."),
            "invalid_choice": _("Choose one from the list."),
        },
    )


class AmountField(forms.CharField):
    """Whole rupiah, or nothing: on a page of amounts that may all stay empty none says so."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "amount", "maxlength": "24"}
    )

    def clean(self, value: Any) -> int:
        """The amount; raises ValidationError with what to type instead."""
        try:
            return read_amount(str(value or "").strip(), str(self.label))
        except Unreadable as fault:
            raise ValidationError(str(fault), code="unreadable") from None


class FillForm(forms.Form):
    """An amount for each account, on the side where it usually stands."""

    use_required_attribute = False
    request_id = RequestIdField()

    def __init__(
        self, *args: Any, accounts: Sequence[charts.AccountRow], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.accounts = accounts
        self.fields["on"] = BusinessDayField(
            today=today,
            label=_("Balances of which day?"),
            initial=date(today.year, 1, 1),
            help_text=_("Usually 1 January: what everything held when the year began."),
        )
        for row in accounts:
            label = f"{row.code} {row.name}"
            self.fields[f"{OF}{row.code}"] = AmountField(label=label)

    def units(self, names: Collection[charts.UnitRow]) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each unit, under its name."""
        return [
            (unit.name, [self[f"{OF}{row.code}"] for row in self.accounts if row.unit == unit.code])
            for unit in names
        ]

    def table(self) -> list[dict[str, str]]:
        """What was typed, as the file with the same balances would say it."""
        rows = []
        for number, row in enumerate(self.accounts, start=1):
            amount = str(self.cleaned_data[f"{OF}{row.code}"] or "")
            is_debit = row.normal_side == "debit"
            rows.append(
                {
                    "#": str(number),
                    "kode": row.code,
                    "nama": row.name,
                    "jenis": row.kind,
                    "sisi_normal": row.normal_side,
                    "unit": row.unit,
                    "debet": amount if is_debit else "",
                    "kredit": "" if is_debit else amount,
                }
            )
        return rows


def typed_before(checked: Mapping[str, Any]) -> dict[str, str]:
    """What the form of amounts begins with where one goes back from the check to change it."""
    amounts = {row["kode"]: row["debet"] or row["kredit"] for row in checked["table"]}
    shown = {f"{OF}{code}": grouped(int(amount)) for code, amount in amounts.items() if amount}
    return {"on": checked["on"]} | shown


class UnitForm(forms.Form):
    """A unit to add: what it does, and what it is called."""

    business = forms.ChoiceField(
        label=_("What does it do?"),
        choices=list(BUSINESSES.items()),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    code = forms.RegexField(
        r"^[A-Za-z][0-9A-Za-z-]{0,19}\Z",
        label=_("Short name"),
        max_length=20,
        error_messages={"invalid": _("At most 20 letters, digits and hyphens.")},
        help_text=_("One word, such as Kantin. It stands in the names of its accounts."),
    )
    name = NameField(label=_("Name"), max_length=100)


class RenameUnitForm(forms.Form):
    """Another name for a unit."""

    rename = forms.ChoiceField(
        label=_("Unit"), error_messages={"invalid_choice": _("Choose one from the list.")}
    )
    new_name = NameField(label=_("New name"), max_length=100)

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(unit.code, unit.name) for unit in units]
        self.fields["rename"].choices = choices  # type: ignore[attr-defined]


CHECKED_FOR = 24 * 60 * 60  # seconds in which a checked opening can be posted
SALT = "klinik.finance.ledger.opening"


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
    details = CodesField(
        label=_("Kept person by person"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Savings of members. Their sum waits until each member's own balance is recorded; "
            "this cannot be changed later."
        ),
    )
    request_id = RequestIdField()

    def __init__(
        self,
        *args: Any,
        koppontren: Koppontren,
        may_be_cash: Sequence[AccountRow] = (),
        may_have_details: Sequence[AccountRow] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, accounts in {"cash": may_be_cash, "details": may_have_details}.items():
            choices = [(account.code, f"{account.code} {account.name}") for account in accounts]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
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
