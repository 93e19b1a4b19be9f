"""What is typed about wallets, cards and limits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField, RupiahField
from klinik.finance.ledger.queries.chart import incomes_of
from klinik.finance.wallet.choices import CardKind, Icon, Period
from klinik.finance.wallet.models import Category, WalletRules
from klinik.finance.wallet.queries import categories_of
from klinik.tenancy.models import Koppontren


class OnceForm(forms.Form):
    """Something that needs nothing but the press of its button."""

    request_id = RequestIdField()


class CashForm(forms.Form):
    """Cash over the counter, into a wallet or out of it."""

    amount = RupiahField(label=_("Amount"))
    request_id = RequestIdField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["amount"].widget.attrs["autofocus"] = True


class CardForm(forms.Form):
    """Which card a santri gets."""

    kind = forms.ChoiceField(
        label=_("Kind of card"),
        choices=[
            (CardKind.QR, _("QR code, printed by us")),
            (CardKind.NFC, _("NFC card or wristband that is there already")),
        ],
        widget=forms.RadioSelect,
        initial=CardKind.QR,
    )
    code = forms.CharField(
        label=_("Number of the NFC card"),
        required=False,
        max_length=60,
        help_text=_("Click here and hold the card to the reader. Empty for a QR code."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    request_id = RequestIdField()

    def clean(self) -> dict[str, Any]:
        """An NFC card is known by its number, and a QR code of ours needs none."""
        typed = super().clean() or {}
        if typed.get("kind") == CardKind.NFC and not typed.get("code"):
            self.add_error(
                "code", _("Hold the card to the reader, so that its number stands here.")
            )
        if typed.get("kind") == CardKind.QR:
            typed["code"] = ""
        return typed


class ReplaceForm(CardForm):
    """Another card for one that is lost or broken."""

    with_fee = forms.BooleanField(label=_("Take the fee from the wallet"), required=False)

    def __init__(self, data: Any = None, *, fee: int) -> None:
        super().__init__(data)
        self.fields["with_fee"].initial = bool(fee)
        if not fee:
            del self.fields["with_fee"]


class WhyForm(forms.Form):
    """Why a card is blocked."""

    why = NameField(
        label=_("Why?"),
        max_length=200,
        help_text=_("Stands in the history, with your name. For example: lost in the dormitory."),
    )


class PinForm(forms.Form):
    """A PIN, or none."""

    pin = forms.CharField(
        label=_("New PIN"),
        required=False,
        max_length=6,
        help_text=_("4 to 6 digits, typed by the santri. Empty: paying needs no PIN."),
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]*"}
        ),
    )


class LimitForm(forms.Form):
    """Up to how much, of what, in which period."""

    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=_("For what?"),
        required=False,
        empty_label=_("everything that is not exempt"),
    )
    period = forms.ChoiceField(label=_("Period"), choices=Period)
    amount = RupiahField(label=_("At most"))

    def __init__(self, koppontren: Koppontren, data: Any = None) -> None:
        super().__init__(data)
        used = [row.pk for row in categories_of(koppontren)]
        rows = Category.objects.of(koppontren).filter(pk__in=used)
        self.fields["category"].queryset = rows  # type: ignore[attr-defined]


class CategoryForm(forms.Form):
    """What goods are for."""

    name = NameField(label=_("Name"), max_length=60, help_text=_("For example: stationery."))
    icon = forms.ChoiceField(label=_("Picture"), choices=Icon, initial=Icon.TAG)
    is_exempt = forms.BooleanField(
        label=_("Exempt from the general limits, as books and medicine are"), required=False
    )


class CategoryChangeForm(CategoryForm):
    """A category as it stands."""

    is_used = forms.BooleanField(label=_("Goods may be in it"), required=False)


class RulesForm(forms.Form):
    """What the koppontren decided for all wallets."""

    card_fee = RupiahField(
        label=_("Fee for another card"),
        required=False,
        help_text=_("Taken from the wallet when a lost card is replaced. Empty: none."),
    )
    fee_account: Any = forms.ModelChoiceField(None, label=_("The fee goes to"), required=False)
    offline_allowance = RupiahField(
        label=_("Without internet a card pays a day"),
        required=False,
        help_text=_("At each till that can ask nobody. What is above it the santri owes."),
    )

    def __init__(self, rules: WalletRules, data: Any = None) -> None:
        initial = {
            "card_fee": rules.card_fee or None,
            "fee_account": rules.fee_account_id,
            "offline_allowance": rules.offline_allowance or None,
        }
        super().__init__(data, initial=initial)
        incomes = incomes_of(rules.koppontren, rules.control.unit)
        self.fields["fee_account"].queryset = incomes  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the command is told; an empty amount is none."""
        typed = self.cleaned_data
        return typed | {name: typed[name] or 0 for name in ("card_fee", "offline_allowance")}
