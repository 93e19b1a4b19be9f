"""As what the book is taken away."""

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = [
    ("xlsx", _("Excel: the journal, and what every account holds")),
    ("zip", _("CSV: accounts, entries and lines as tables for any program")),
    ("beancount", _("Beancount: a text that its own program adds up again")),
    ("journal", _("hledger: a text that its own program adds up again")),
]


class TakeHomeForm(forms.Form):
    """Which file, and whether the notes beside the entries come along."""

    kind = forms.ChoiceField(
        label=_("As what?"),
        choices=KINDS,
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the files shown."),
            "invalid_choice": _("Choose one of the files shown."),
        },
    )
    memos = forms.BooleanField(
        label=_("With the notes"),
        required=False,
        initial=True,
        help_text=_("Notes may name people. Without them the file holds numbers and accounts."),
    )
