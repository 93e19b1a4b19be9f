"""What is typed in a room, and the taps that need no words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.clinic.sessions.room.rules import SPEAKS_OF, Kind, Step
from klinik.clinic.sessions.room.rules.admitting import MOST_MINUTES
from klinik.core.forms import NameField, RequestIdField

MOST_OPTIONS = 6
OF_PLACES = (Kind.UPVOTED, Kind.WITHDRAWN, Kind.RAISED, Kind.LOWERED, Kind.CHOSE)
OF_MODERATOR = (
    Kind.ITEM_STARTED,
    Kind.ITEM_ENDED,
    Kind.PROLONGED,
    Kind.STEP,
    Kind.HIDDEN,
    Kind.SHOWN,
    Kind.TAKEN_UP,
    Kind.CALLED,
    Kind.CHAT,
    Kind.POLL_CLOSED,
)


class AskForm(forms.Form):
    """A question for the panel."""

    text = forms.CharField(
        max_length=500,
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Short is heard best: one question, one sentence."),
    )
    request_id = RequestIdField()


class SayForm(forms.Form):
    """A line of the chat."""

    text = NameField(max_length=300, label=_("Your message"))
    request_id = RequestIdField()


class BackForm(forms.Form):
    """A tap, or the same tap taken back."""

    batal = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What was answered, as somebody of the panel writes it down."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(max_length=2000, required=False, label=_("What was answered"))


class PollForm(forms.Form):
    """One question with its choices, one on each line."""

    question = NameField(max_length=200, label=_("What do you ask?"))
    options = forms.CharField(
        max_length=600,
        label=_("Choices, one on each line"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_live = forms.BooleanField(required=False, label=_("Show the result while it is open"))
    request_id = RequestIdField()

    def clean_options(self) -> list[str]:
        """From two to six lines, each once."""
        lines = [" ".join(line.split())[:80] for line in self.cleaned_data["options"].splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if not 2 <= len(options) <= MOST_OPTIONS:
            raise ValidationError(
                _("Write from two to %(most)s choices, each on its own line.")
                % {"most": MOST_OPTIONS}
            )
        return options


class TapForm(forms.Form):
    """A button of the room: what happens, and what it speaks of."""

    SAYS = {
        Kind.PROLONGED: "minutes",
        Kind.STEP: "step",
        Kind.HIDDEN: "reason",
        Kind.CHAT: "is_on",
        Kind.CHOSE: "option",
    }

    kind = forms.ChoiceField()
    about = forms.IntegerField(required=False)
    item = forms.IntegerField(required=False)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)
    step = forms.ChoiceField(required=False, choices=[(step.value, step.value) for step in Step])
    reason = forms.CharField(required=False, max_length=300)
    is_on = forms.BooleanField(required=False)
    option = forms.IntegerField(required=False, min_value=0, max_value=MOST_OPTIONS)
    request_id = forms.UUIDField(required=False)

    def __init__(self, kinds: tuple[Kind, ...], *typed: Any) -> None:
        super().__init__(*typed)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.value) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        """Only what its kind says is said."""
        cleaned = super().clean() or {}
        if "kind" in cleaned:
            kind = Kind(cleaned["kind"])
            name = self.SAYS.get(kind)
            said = {name: cleaned.get(name)} if name else {}
            if None in said.values() or said.get("step") == "":
                raise ValidationError(_("This form has gone stale. Reload the page and try again."))
            cleaned["payload"] = said
            cleaned["about"] = cleaned.get("about") if kind in SPEAKS_OF else None
        return cleaned
