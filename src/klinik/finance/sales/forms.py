"""What is typed at a receipt, and about what somebody has to look at."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField
from klinik.finance.sales.models import Concern, Refused, SaleLine
from klinik.finance.shop.rules import PER_UNIT

WAYS = (
    ("wallet", _("from the card")),
    ("cash", _("in cash, into my till")),
    ("loss", _("let go: the shop bears it")),
)


class ReturnForm(forms.Form):
    """How much of each line comes back, in units of the good, and why."""

    request_id = RequestIdField()
    reason = forms.CharField(label=_("Why does it come back?"), max_length=200)

    def __init__(self, data: Any = None, *, lines: Sequence[SaleLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            most = line.quantity / PER_UNIT
            self.fields[f"line-{line.n}"] = forms.DecimalField(
                label=str(line.good.name),
                required=False,
                min_value=0,
                max_value=most,
                decimal_places=3,
                help_text=_("of %(most)g %(unit)s") % {"most": most, "unit": line.good.unit_name},
            )

    def clean(self) -> dict[str, Any]:
        """Thousandths by line; something comes back."""
        cleaned = super().clean() or self.cleaned_data
        typed = {line.n: cleaned.get(f"line-{line.n}") for line in self.lines}
        cleaned["lines"] = {n: int(value * PER_UNIT) for n, value in typed.items() if value}
        if not cleaned["lines"] and not self.errors:
            raise forms.ValidationError(_("Say how much of which good comes back."))
        return cleaned


class RefusedForm(forms.Form):
    """What was done about a sale that is not in the books."""

    how = forms.CharField(label=_("What did you do about it?"), max_length=200)

    def __init__(self, data: Any = None, *, refused: Refused) -> None:
        super().__init__(data, prefix=f"r{refused.pk}")
        self.refused = refused


class SettleForm(forms.Form):
    """What was done about a concern; what is owed also says from where it is paid."""

    request_id = RequestIdField()
    how = forms.CharField(label=_("What did you do about it?"), max_length=200)
    way = forms.ChoiceField(label=_("From where is it paid?"), choices=WAYS)

    def __init__(self, data: Any = None, *, concern: Concern) -> None:
        super().__init__(data, prefix=f"c{concern.pk}")
        self.concern = concern
        if not concern.still_owed:
            del self.fields["way"]
