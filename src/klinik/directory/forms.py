"""What can be typed of a legality paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.directory.models import Paper
from klinik.directory.rules import LONGEST_NUMBER

SCANS = "image/jpeg,image/png,image/webp,application/pdf"


class PaperForm(forms.Form):
    """What stands on a legality paper, and a photo of it."""

    number = NameField(
        label=_("Number"),
        max_length=LONGEST_NUMBER,
        help_text=_("As it stands on the paper. Everybody can see kind, number and date."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave it empty where the paper has no end, such as an NIB."),
    )
    file = forms.FileField(
        label=_("Photo or PDF of the paper"),
        required=False,
        max_length=200,
        help_text=_(
            "At most 5 MB. Only the people of the pesantren and the offices in charge can open it."
        ),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )
    request_id = RequestIdField()


class NewPaperForm(PaperForm):
    """A paper that the product did not have yet."""

    kind = forms.TypedChoiceField(
        label=_("Which paper?"),
        choices=Paper.Kind.choices,
        coerce=Paper.Kind,
        empty_value=None,
    )
    field_order = ["kind"]
