"""What is asked of somebody who leaves, or of the heir of somebody who died."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.files import clean_upload
from klinik.core.forms import DayField, NameField, RequestIdField


class LeaveForm(forms.Form):
    """The sum that was shown, and that it is meant."""

    shown = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    is_meant = forms.BooleanField(
        label=_("The money is counted out, and the membership ends today"),
        error_messages={"required": _("Tick this when the money has been counted out.")},
    )
    request_id = RequestIdField()

    def asked(self) -> dict[str, Any]:
        """What the command is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_meant"}


class HeirForm(LeaveForm):
    """Who receives what a member left behind, and what says so."""

    field_order = ("heir", "heir_document", "heir_paper", "is_meant")
    heir = NameField(
        label=_("Name of the heir"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    heir_document = NameField(
        label=_("Document"),
        help_text=_(
            "For example: surat keterangan ahli waris no. 470/12/2026, and the heir's KTP."
        ),
    )
    heir_paper = forms.FileField(
        label=_("Photo or PDF of the document"),
        required=False,
        max_length=250,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def clean_heir_paper(self) -> Any:
        """The picture drawn anew, or the PDF."""
        upload = self.cleaned_data["heir_paper"]
        try:
            return clean_upload(upload) if upload else None
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from refusal


class DeathForm(forms.Form):
    """The day on which a member died."""

    died_on = DayField(label=_("Died on"), initial=timezone.localdate)
