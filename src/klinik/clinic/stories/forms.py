"""What is typed to tell a story."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField


class TellForm(forms.Form):
    """A title, one or two sentences, and the story itself."""

    title = NameField(max_length=150, label=_("Title"))
    summary = forms.CharField(
        max_length=300,
        label=_("In one or two sentences"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        max_length=20_000,
        label=_("The story"),
        help_text=_("What hindered, what was done, what changed. No names of people."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
