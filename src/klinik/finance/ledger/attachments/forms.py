"""Receipts as they are sent: several pictures or PDF at once, cleaned before anything is locked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.files import UnfitFile
from klinik.directory.evidence import Evidence, clean_evidence

AT_ONCE = 5


class FilesInput(forms.FileInput):
    """The browser's own picker, for several files; a phone offers its camera."""

    allow_multiple_selected = True


class ReceiptsField(forms.FileField):
    """Up to five pictures or PDF, cleaned."""

    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[Evidence]:
        """The cleaned files; raises ValidationError for what cannot be kept."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            super().clean(None, initial)
            return []
        if len(sent) > AT_ONCE:
            raise ValidationError(_("Send at most %(most)s files at once.") % {"most": AT_ONCE})
        try:
            return [clean_evidence(super(ReceiptsField, self).clean(file)) for file in sent]
        except UnfitFile as unfit:
            raise ValidationError(str(unfit.message), code=unfit.code) from unfit


def receipts_field(*, required: bool = False) -> ReceiptsField:
    """Photos of the receipt, for a form that records or that adds them later."""
    return ReceiptsField(
        label=_("Photo of the receipt"),
        required=required,
        help_text=_("Photos or PDF, at most 5 MB each. Only people of the books see them."),
    )


class ReceiptsForm(forms.Form):
    """Papers that are added to an entry later."""

    receipts = receipts_field(required=True)
