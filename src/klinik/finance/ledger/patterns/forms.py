"""A name for a pattern and the day on which it comes again; an amount for one of its days."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RupiahField
from klinik.core.money import rupiah
from klinik.finance.ledger.models.patterns import Every
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.refusals import NotBalanced, TooFewLines


class PatternForm(forms.Form):
    """What the pattern is called, and when it waits again."""

    name = NameField(label=_("Name of the pattern"), max_length=100)
    every = forms.ChoiceField(
        label=_("How often does it come again?"), choices=Every.choices, required=False
    )
    day = forms.IntegerField(
        label=_("On which day?"),
        required=False,
        min_value=1,
        max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Of the month 1 to 31; of the week 1 (Monday) to 7 (Sunday)."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that there is not, and a rhythm without one."""
        cleaned = super().clean() or self.cleaned_data
        every, day = cleaned.get("every"), cleaned.get("day")
        if every and not day and "day" not in self.errors:
            self.add_error("day", _("Say on which day it waits."))
        if every == Every.WEEK and day and day > 7:
            self.add_error("day", _("A week has the days 1 to 7."))
        return cleaned


class ConfirmForm(forms.Form):
    """The amounts this time: one for two lines, else one for each; an empty line is left out."""

    def __init__(self, *args: Any, legs: Sequence[Leg], **options: Any) -> None:
        super().__init__(*args, **options)
        self.usual = legs
        if len(legs) == 2:
            label = str(_("How much this time"))
            self.fields["amount"] = _amount_field(label, legs[0])
            return
        for name, leg in self._named():
            side = gettext("Debit") if leg.debit else gettext("Credit")
            self.fields[name] = _amount_field(f"{side} {leg.account.name}", leg)

    def clean(self) -> dict[str, Any]:
        """Refuse lines that are too few, and sides that differ."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            difference = sum(leg.debit - leg.credit for leg in self.legs)
            if difference:
                self.add_error(None, str(NotBalanced(rupiah(abs(difference))).message))
            elif len(self.legs) < 2:
                self.add_error(None, str(TooFewLines().message))
        return cleaned

    @property
    def legs(self) -> list[Leg]:
        """The lines with the amounts of this time."""
        if len(self.usual) == 2:
            usual = self.usual[0].debit or self.usual[0].credit
            amounts = [self.cleaned_data["amount"] or usual] * 2
        else:
            amounts = [
                self.cleaned_data[name] or 0 if name in self.data else leg.debit or leg.credit
                for name, leg in self._named()
            ]
        return [
            Leg(account, amount if debit else 0, amount if credit else 0)
            for (account, debit, credit), amount in zip(self.usual, amounts, strict=True)
            if amount
        ]

    def _named(self) -> list[tuple[str, Leg]]:
        return [(f"amount_{n}", leg) for n, leg in enumerate(self.usual, start=1)]


def _amount_field(label: str, leg: Leg) -> RupiahField:
    return RupiahField(label=label, required=False, initial=leg.debit or leg.credit)
