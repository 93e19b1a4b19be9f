"""The shape of the notes as they are typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NotesForm(forms.Form):
    """The text of the notes, and the version that was on the page."""

    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 28}),
        help_text=_(
            "# begins a heading, - an item. What stands in braces, such as {aset} or {shu}, is "
            "filled in from the books."
        ),
    )
    seen = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
