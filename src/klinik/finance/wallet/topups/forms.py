"""What is typed about top-ups and their ways."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField, RupiahField
from klinik.finance.ledger.bank.queries import bank_accounts
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries import wallets_of
from klinik.finance.wallet.topups.choices import Way
from klinik.finance.wallet.topups.models import TopUpWays
from klinik.tenancy.models import Koppontren


class TopUpForm(forms.Form):
    """How much comes, and how."""

    amount = RupiahField(label=_("Amount"))
    way = forms.ChoiceField(label=_("How do you pay?"), widget=forms.RadioSelect)
    request_id = RequestIdField()

    def __init__(self, ways: TopUpWays, data: Any = None) -> None:
        super().__init__(data)
        open_ways = [Way.TRANSFER] * (ways.bank_id is not None) + [Way.QRIS] * bool(ways.qris)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way.value, str(way.label).capitalize() if way == Way.TRANSFER else way.label)
            for way in open_ways
        ]
        if open_ways:
            self.fields["way"].initial = open_ways[0]


class WaysForm(forms.Form):
    """Where transfers go, and the QRIS of the koppontren."""

    bank: Any = forms.ModelChoiceField(
        None,
        label=_("Transfers go to"),
        required=False,
        empty_label=_("no transfers"),
        help_text=_("An account in the books whose mutations you bring in under “Match the bank”."),
    )
    number_at_bank = NameField(
        label=_("Number of this account at the bank"),
        max_length=40,
        required=False,
        help_text=_("As guardians type it, with the bank. For example: BSI 7001234567."),
    )
    va_prefix = forms.CharField(
        label=_("Beginning of virtual account numbers"),
        max_length=10,
        required=False,
        help_text=_("If the bank gave you one: 3 to 10 digits. Empty: transfers carry a code."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Text of your own QRIS code"),
        max_length=600,
        required=False,
        help_text=_(
            "Scan the QRIS that hangs at your counter with any scanner and copy its text: "
            "it begins with 000201."
        ),
        widget=forms.Textarea(attrs={"rows": "3", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, ways: TopUpWays, data: Any = None) -> None:
        initial = {
            "bank": ways.bank_id,
            "number_at_bank": ways.number_at_bank,
            "va_prefix": ways.va_prefix,
            "code": ways.qris,
        }
        super().__init__(data, initial=initial)
        self.fields["bank"].queryset = bank_accounts(ways.koppontren)  # type: ignore[attr-defined]


class WhoseForm(forms.Form):
    """Into which wallet money goes."""

    wallet = forms.CharField(
        label=_("Wallet"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "D-0001"}),
    )

    def __init__(self, koppontren: Koppontren, data: Any = None) -> None:
        super().__init__(data)
        self.koppontren = koppontren

    def clean_wallet(self) -> Wallet:
        """The wallet of this number."""
        number = str(self.cleaned_data["wallet"]).strip().upper()
        found = wallets_of(self.koppontren).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no wallet of this number."))
        return found


class AcquirerForm(forms.Form):
    """Who tells us of payments."""

    name = NameField(label=_("Name of the acquirer"), max_length=100)
