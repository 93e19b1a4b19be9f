"""What a teller types for a member: which account, how much; the button says which way."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField, RupiahField
from klinik.core.money import rupiah
from klinik.finance.savings.models import SavingsAccount

# Neither a number nor a sum is torn apart on a phone.
CALLED = '<span>{} · <span class="nowrap">{}</span> · <span class="nowrap">{}</span></span>'
CHOOSE = {"invalid_choice": _("Choose one from the list."), "required": _("Choose one.")}


class Deed(models.TextChoices):
    """What a counter does."""

    DEPOSIT = "deposit", _("Deposit")
    WITHDRAWAL = "withdrawal", _("Withdraw cash")


class ServeForm(forms.Form):
    """One account of the member, an amount, and paying in or out."""

    account = forms.ChoiceField(
        label=_("Savings account"), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    amount = RupiahField(label=_("Amount"))
    deed = forms.ChoiceField(choices=Deed, widget=forms.HiddenInput, error_messages=CHOOSE)
    request_id = RequestIdField()

    def __init__(self, data: Any = None, *, accounts: Sequence[SavingsAccount]) -> None:
        super().__init__(data)
        self.fields["amount"].widget.attrs["autofocus"] = data is None
        self.offer(accounts)

    def offer(self, accounts: Sequence[SavingsAccount], *, usual: str = "") -> None:
        """Let the teller choose among these, `usual` or the first that also pays out marked."""
        self.accounts = {savings.number: savings for savings in accounts}
        first = next((a for a in accounts if a.may_withdraw), next(iter(accounts), None))
        if chosen := self.accounts.get(usual, first):
            self.initial["account"] = chosen.number
            self.initial["amount"] = chosen.missing
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (a.number, format_html(CALLED, a.product.name, a.number, rupiah(a.account.balance)))
            for a in accounts
        ]

    def clean_account(self) -> SavingsAccount:
        """The account of this number."""
        return self.accounts[self.cleaned_data["account"]]
