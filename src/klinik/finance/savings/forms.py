"""What is typed at the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField, RupiahField
from klinik.finance.members.forms import MemberForm
from klinik.finance.members.models import Member
from klinik.finance.savings.models import WITH_DUE_DAY, SavingsProduct
from klinik.finance.savings.queries import openable_products, products_to_open


class AdmitForm(MemberForm):
    """A new member, who pays principal savings now or later."""

    pays_later = forms.BooleanField(
        label=_("Simpanan pokok is paid later: a candidate until then"), required=False
    )
    request_id = RequestIdField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["name"].widget.attrs["autofocus"] = True

    def asked(self) -> dict[str, Any]:
        """What the command is told."""
        names = ("name", "phone", "pays_later", "request_id")
        return {name: self.cleaned_data[name] for name in names} | {"facts": self.facts()}


class OfferForm(forms.Form):
    """What joining costs: the one thing about the usual savings that each cooperative decides."""

    principal = RupiahField(
        label=_("Principal savings of a new member"),
        help_text=_("Every member pays the same, once, on joining."),
    )


class OpenForm(forms.Form):
    """Another savings account for a member: of which product."""

    product = forms.ModelChoiceField(
        queryset=SavingsProduct.objects.none(),
        label=_("Kind of savings"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    request_id = RequestIdField()

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(data)
        # What was opened by this very form stays a choice, so that a second click is answered too.
        offered = products_to_open(member) if data is None else openable_products(member.koppontren)
        offered = offered.exclude(kind__in=WITH_DUE_DAY)
        self.fields["product"].queryset = offered  # type: ignore[attr-defined]
