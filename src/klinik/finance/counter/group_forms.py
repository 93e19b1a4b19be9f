"""What is typed in a group's table: an amount for each member."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField, RupiahField
from klinik.finance.counter.group_queries import Payer
from klinik.finance.members.models import Member


class GroupForm(forms.Form):
    """A new group."""

    name = NameField(
        label=_("Name of the group"), max_length=60, help_text=_("For example: Class 7A.")
    )
    request_id = RequestIdField()


class CollectForm(forms.Form):
    """One amount for each member; who pays nothing now is left empty."""

    request_id = RequestIdField()

    def __init__(self, data: Any = None, *, payers: Sequence[Payer]) -> None:
        super().__init__(data)
        self.payers = payers
        for payer in payers:
            if payer.savings and payer.savings.may_deposit:
                label = _("Amount of %(name)s") % {"name": payer.called}
                field = RupiahField(label=label, required=False)
                self.fields[payer.savings.number] = field

    def lines(self) -> Iterator[tuple[Payer, BoundField | None]]:
        """The members and their accounts with what was typed for them."""
        for payer in self.payers:
            number = payer.savings.number if payer.savings else ""
            yield payer, self[number] if number in self.fields else None

    @property
    def without_account(self) -> int:
        """How many could pay, if they had an account."""
        return sum(payer.lacks_account for payer in self.payers)

    @property
    def members(self) -> list[Member]:
        """Who belongs to the group, each once."""
        return list(dict.fromkeys(payer.member for payer in self.payers))

    def amounts(self) -> dict[str, int]:
        """What was typed well, by savings number."""
        typed = getattr(self, "cleaned_data", {})
        return {n: amount for n, amount in typed.items() if n != "request_id" and amount}

    @property
    def total(self) -> int:
        """What was typed well is together, in whole rupiah."""
        return sum(self.amounts().values())
