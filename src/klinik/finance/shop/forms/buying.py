"""What is typed of purchases, returns and payments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import DayField, NameField, RequestIdField, RupiahField
from klinik.core.lines import as_scanned
from klinik.core.money import rupiah
from klinik.core.phones import tidy_phone
from klinik.finance.ledger.models import Account
from klinik.finance.shop.commands.buying import Bought, Returned
from klinik.finance.shop.forms.fields import PriceField, QuantityField
from klinik.finance.shop.models import Good, Purchase, PurchaseLine, Supplier
from klinik.finance.shop.models.buying import PAPER_LENGTH, WHY_LENGTH
from klinik.finance.shop.rules import (
    BY_MEASURE,
    GOOD_CODE,
    NAME_LENGTH,
    PER_UNIT,
    measured,
    nearest,
)

OFF = {"autocomplete": "off"}
ROWS, MORE, MOST_ROWS = 3, 5, 100
LATER = "later"


class PhoneField(forms.CharField):
    """A telephone number as people type it; empty is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        """The digits with the country in front."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return tidy_phone(typed)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from refusal


class SupplierForm(forms.Form):
    """A merchant from whom the shop buys."""

    name = NameField(label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=OFF))
    phone = PhoneField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **OFF}),
    )
    note = NameField(
        label=_("Note"), required=False, help_text=_("For example on which day they come.")
    )


class AddSupplierForm(SupplierForm):
    """A new one, once."""

    request_id = RequestIdField()


class Places(forms.ChoiceField):
    """Cash and bank, each with what is in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose one of the places shown.")},
            **options,
        )
        self.places: dict[str, Account] = {}

    def offer(self, places: Sequence[Account], *, first: tuple[str, Any] | None = None) -> None:
        """Let these be chosen, and before them something else."""
        self.places = {account.code: account for account in places}
        self.choices = [
            *([first] if first else []),
            *((a.code, f"{a.name} · {rupiah(a.balance)}") for a in places),
        ]
        self.initial = self.initial or (places[0].code if places else first and first[0])

    def clean(self, value: Any) -> Account | None:
        """The account that was chosen; None for what comes before the accounts."""
        return self.places.get(super().clean(value))


class PaymentForm(forms.Form):
    """So much is paid, from there."""

    amount = RupiahField(label=_("How much"))
    paid_from = Places(label=_("Where is it taken from?"))
    on = DayField(label=_("When"), required=False, help_text=_("Leave it empty for today."))
    request_id = RequestIdField()

    def __init__(self, *args: Any, places: Sequence[Account], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["paid_from"].offer(places)  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        """What is not yet cannot be recorded."""
        return not_later(self.cleaned_data["on"], self.today)


def not_later(day: date | None, today: date) -> date | None:
    """The day as it was typed; today is none. Raises ValidationError for what is to come."""
    if day and day > today:
        raise forms.ValidationError(_("This day lies in the future."), code="future")
    return None if day == today else day


class Row(NamedTuple):
    """One line of the form, field by field."""

    good: forms.BoundField
    quantity: forms.BoundField
    cost: forms.BoundField
    expires_on: forms.BoundField


class PurchaseForm(forms.Form):
    """What came in, line by line, and how it is paid."""

    supplier = forms.ChoiceField(
        label=_("Bought from"), required=False, help_text=_("Needed only if you pay later.")
    )
    paid_from = Places(label=_("How is it paid?"))
    due_on = DayField(
        label=_("To be paid by"), required=False, help_text=_("Only if you pay later.")
    )
    paper = NameField(
        label=_("Number of the receipt"),
        max_length=PAPER_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )
    on = DayField(label=_("When"), required=False, help_text=_("Leave it empty for today."))
    rows = forms.IntegerField(min_value=1, max_value=MOST_ROWS, widget=forms.HiddenInput)
    request_id = RequestIdField()

    def __init__(
        self,
        *args: Any,
        suppliers: Sequence[Supplier],
        places: Sequence[Account],
        goods: Mapping[str, Good],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.goods, self.today = goods, today
        self.suppliers = {str(row.pk): row for row in suppliers}
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            ("", _("somebody at the market")),
            *((pk, row.name) for pk, row in self.suppliers.items()),
        ]
        self.fields["paid_from"].offer(places, first=(LATER, _("Pay later")))  # type: ignore[attr-defined]
        self.count = self._count()
        self.fields["rows"].initial = self.count
        for n in range(self.count):
            self._add_row(n)

    def _count(self) -> int:
        typed = str(self.data.get("rows", "")) if self.is_bound else ""
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else ROWS
        count += MORE if "more" in self.data else 0
        return max(1, min(count, MOST_ROWS))

    def _add_row(self, n: int) -> None:
        hints = {"list": "goods-known", "autocomplete": "off", "maxlength": "120"}
        self.fields[f"good{n}"] = forms.CharField(
            label=_("Good"), required=False, max_length=120, widget=forms.TextInput(attrs=hints)
        )
        self.fields[f"quantity{n}"] = QuantityField(label=_("How many"), required=False)
        self.fields[f"cost{n}"] = PriceField(label=_("Paid for all of them"), required=False)
        self.fields[f"expires_on{n}"] = DayField(label=_("Keeps until"), required=False)

    def lines(self) -> list[Row]:
        """The rows as they are shown."""
        names = ("good", "quantity", "cost", "expires_on")
        return [Row(*(self[f"{name}{n}"] for name in names)) for n in range(self.count)]

    def head(self) -> list[forms.BoundField]:
        """What is said of all lines together."""
        return [self[name] for name in ("supplier", "paid_from", "due_on", "paper", "on")]

    def clean_supplier(self) -> Supplier | None:
        """From whom; None is somebody who is not named."""
        return self.suppliers.get(self.cleaned_data["supplier"])

    def clean_on(self) -> date | None:
        """What is not yet cannot be recorded."""
        return not_later(self.cleaned_data["on"], self.today)

    def clean(self) -> dict[str, Any]:
        """Each row with a good has all it needs."""
        cleaned = super().clean() or self.cleaned_data
        found = [bought for n in range(self.count) if (bought := self._row(n, cleaned))]
        cleaned["lines"] = found
        if not found and not self.errors:
            self.add_error("good0", _("Add at least one good with its quantity."))
        return cleaned

    def _row(self, n: int, typed: dict[str, Any]) -> Bought | None:
        name = typed.get(f"good{n}")
        if not name:
            if typed.get(f"quantity{n}") or typed.get(f"cost{n}"):
                self.add_error(f"good{n}", _("Say which good this is."))
            return None
        good = self.goods.get(known_as(name))
        quantity, cost = typed.get(f"quantity{n}"), typed.get(f"cost{n}")
        if good is None:
            self.add_error(f"good{n}", _("No good has this name or code. Add it first."))
        if quantity is None and not self.has_error(f"quantity{n}"):
            self.add_error(f"quantity{n}", _("Type how much, for example 12 or 0,25."))
        if cost is None and not self.has_error(f"cost{n}"):
            self.add_error(f"cost{n}", _("Say what was paid for all of them."))
        if good is None or quantity is None or cost is None:
            return None
        if quantity % PER_UNIT and good.unit_name not in BY_MEASURE:
            self.add_error(f"quantity{n}", _("Type a whole number: this is not weighed."))
        return Bought(
            good=good, quantity=quantity, cost=cost, expires_on=typed.get(f"expires_on{n}")
        )


def known_as(typed: str) -> str:
    """What a good is looked up by: its name, one of its codes, or the number of its shelf."""
    inside = typed.rpartition("(")[2].rstrip(") ")
    if GOOD_CODE.fullmatch(as_scanned(inside)):
        return as_scanned(inside)
    return " ".join(typed.split()).casefold()


def looked_up(goods: Sequence[Good], codes: Mapping[str, Good]) -> dict[str, Good]:
    """Goods by everything that people may type for them."""
    return {
        **{known_as(code): good for code, good in codes.items()},
        **{known_as(good.name): good for good in goods},
        **{good.code: good for good in goods},
    }


class ReturnForm(forms.Form):
    """What of a purchase goes back, and what the supplier gives for it."""

    paid_to = Places(label=_("What do they give for it?"))
    why = NameField(
        label=_("Why"), max_length=WHY_LENGTH, help_text=_("For example: broken, too late.")
    )
    request_id = RequestIdField()

    def __init__(
        self,
        *args: Any,
        purchase: Purchase,
        lines: Sequence[PurchaseLine],
        left: Mapping[int, int],
        places: Sequence[Account],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.returnable = [line for line in lines if left.get(line.pk, 0) > 0]
        owes = (LATER, _("We owe them less")) if purchase.supplier else None
        self.fields["paid_to"].offer(places, first=owes)  # type: ignore[attr-defined]
        if owes:
            self.fields["paid_to"].initial = LATER
        for line in self.returnable:
            self.fields[f"quantity{line.n}"] = QuantityField(
                label=line.good.name,
                required=False,
                help_text=_("at most %(many)s") % {"many": measured(left[line.pk])},
            )
            self.fields[f"refund{line.n}"] = PriceField(label=_("They give for it"), required=False)

    def rows(self) -> list[tuple[PurchaseLine, forms.BoundField, forms.BoundField]]:
        """The lines of the purchase with their fields."""
        return [
            (line, self[f"quantity{line.n}"], self[f"refund{line.n}"]) for line in self.returnable
        ]

    def clean(self) -> dict[str, Any]:
        """What goes back; without a sum they give what it cost."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["lines"] = [
            Returned(line=line, quantity=quantity, refund=self._refund(line, quantity, cleaned))
            for line in self.returnable
            if (quantity := cleaned.get(f"quantity{line.n}"))
        ]
        if not cleaned["lines"] and not self.errors:
            self.add_error(None, _("Add at least one good with its quantity."))
        return cleaned

    def _refund(self, line: PurchaseLine, quantity: int, typed: dict[str, Any]) -> int:
        said: int | None = typed.get(f"refund{line.n}")
        return nearest(line.cost * quantity, line.quantity) if said is None else said
