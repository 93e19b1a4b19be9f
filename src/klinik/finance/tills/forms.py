"""What is typed at a drawer: a count, cash that is sent, a new drawer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import CountField, NameField, RequestIdField, RupiahField
from klinik.core.money import grouped
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.tills.models import DrawerKind
from klinik.finance.tills.rules import MOST_PIECES, denominations_on, worth
from klinik.people.models import User

NEW = "new"
CHOOSE = {"invalid_choice": _("Choose one from the list.")}
REASON = 500


class CountForm(forms.Form):
    """How many of each note and coin; a reason where the books say something else."""

    reason = forms.CharField(
        label=_("Why it differs"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if the count and the books are not the same."),
    )
    request_id = RequestIdField()

    def __init__(self, data: Any = None, *, on: date, must_explain: bool = False) -> None:
        super().__init__(data)
        self.denominations = denominations_on(on)
        for piece in self.denominations:
            note = _("Rp%(value)s note") if piece.is_note else _("Rp%(value)s coin")
            field = CountField(
                label=note % {"value": grouped(piece.value)}, required=False, most=MOST_PIECES
            )
            self.fields[piece.key] = field
        first = self.fields[self.denominations[0].key]
        first.widget.attrs["autofocus"] = data is None
        if must_explain:
            self.fields["reason"].required = True
            self.fields["reason"].label = _("Why you take it over")
            self.fields["reason"].help_text = ""

    def counted_fields(self) -> Iterator[BoundField]:
        """One field for each note and coin, the largest first."""
        return (self[piece.key] for piece in self.denominations)

    def pieces(self) -> dict[str, int]:
        """What was typed well so far, by note and coin."""
        typed = getattr(self, "cleaned_data", {})
        return {d.key: typed.get(d.key) or 0 for d in self.denominations}

    @property
    def total(self) -> int:
        """What was typed well so far is together, in whole rupiah."""
        return worth(self.pieces())


class CloseForm(CountForm):
    """The last count of a holder, and who goes on with the drawer if that is said."""

    handed_to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Who goes on with it?"),
        required=False,
        empty_label=_("Nobody now: it is locked away"),
        help_text=_("Whoever you name counts it too; until then nobody else opens it."),
        error_messages=CHOOSE,
    )

    def __init__(self, data: Any = None, *, on: date, others: Sequence[User]) -> None:
        super().__init__(data, on=on)
        known = User.objects.filter(pk__in=[person.pk for person in others]).order_by("name")
        self.fields["handed_to"].queryset = known  # type: ignore[attr-defined]


class SendForm(forms.Form):
    """Cash that goes from one place to another."""

    source = forms.ChoiceField(
        label=_("Where is it taken from?"), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    target = forms.ChoiceField(label=_("Where does it go?"), error_messages=CHOOSE)
    amount = RupiahField(label=_("How much"))
    memo = forms.CharField(label=_("Note"), required=False, max_length=200)
    request_id = RequestIdField()

    def __init__(
        self, data: Any = None, *, sources: Sequence[Account], targets: Sequence[Account]
    ) -> None:
        first = sources[0].code if len(sources) == 1 else None
        super().__init__(data, initial={"source": first})
        self.accounts = {account.code: account for account in [*sources, *targets]}
        self.fields["source"].choices = [(a.code, a.name) for a in sources]  # type: ignore[attr-defined]
        places = [(a.code, f"{a.name} · {a.unit.code}") for a in targets]
        self.fields["target"].choices = [("", _("Choose…")), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The accounts for their codes."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("source", "target"):
            if cleaned.get(name):
                cleaned[name] = self.accounts[cleaned[name]]
        return cleaned


class RefuseForm(forms.Form):
    """Why cash was not accepted."""

    reason = forms.CharField(
        label=_("What is wrong?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: Rp50.000 less arrived. The sender reads this."),
    )


class NameForm(forms.Form):
    """What a drawer is called from now on."""

    name = NameField(
        label=_("New name"), max_length=60, error_messages={"required": _("Give it a name.")}
    )


class DrawerForm(forms.Form):
    """A new drawer or safe: a new account of its own, or a cash account that is there already."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (DrawerKind.TILL, _("A drawer: one teller's cash for a day's work")),
            (DrawerKind.SHOP, _("A shop's till: what one cashier sells goes into it")),
            (DrawerKind.SAFE, _("A safe: kept by one person for longer")),
        ],
        widget=forms.RadioSelect,
        initial=DrawerKind.TILL,
        error_messages=CHOOSE,
    )
    place = forms.ChoiceField(
        label=_("Where does it stand in the books?"),
        error_messages=CHOOSE,
        help_text=_("From then on only whoever holds it records money in and out of it."),
    )
    name = NameField(
        label=_("Name"), max_length=60, required=False, help_text=_("For example: Drawer 1.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        units: Sequence[Unit],
        accounts: Sequence[Account],
        shop_till: Unit | None = None,
    ) -> None:
        """`shop_till`: somebody comes from a shop of this unit, which needs a till."""
        super().__init__(data)
        if shop_till:
            self.initial["kind"], self.initial["place"] = DrawerKind.SHOP, f"{NEW} {shop_till.code}"
            self.initial["name"] = _("Till 1")
        self.units = {f"{NEW} {unit.code}": unit for unit in units}
        self.known = {account.code: account for account in accounts}
        new = [
            (key, _("A new account in %(unit)s") % {"unit": unit.name})
            for key, unit in self.units.items()
        ]
        known = [
            (code, _("The account %(account)s") % {"account": account})
            for code, account in self.known.items()
        ]
        self.fields["place"].choices = [*new, *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A new account needs a name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("place") in self.units and not cleaned.get("name"):
            self.add_error("name", _("Give it a name, for example Drawer 1."))
        return cleaned
