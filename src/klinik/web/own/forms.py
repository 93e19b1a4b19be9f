"""What is ticked before something that cannot be undone."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    """The person has read what goes and what stays."""

    is_meant = forms.BooleanField(
        label=_("I have read this, and I want to be erased."),
        error_messages={"required": _("Tick the box if you want to be erased.")},
    )
