"""What is typed in a discussion."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.clinic.discussions.rules import LONGEST, MOST_FILES
from klinik.core.forms import NameField, RequestIdField
from klinik.directory.fields import AspectField, FilesField

REASON = 1000  # letters


class WordsField(forms.CharField):
    """Several lines in a person's own words, in Markdown for those who know it."""

    def __init__(self, *, rows: int = 6, max_length: int = LONGEST, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, widget=widget, **options)


class TopicForm(forms.Form):
    """A question or an experience: one page."""

    title = NameField(
        max_length=150,
        label=_("Your question in one sentence"),
        help_text=_("For example: How long does a halal certificate take?"),
    )
    body = WordsField(
        label=_("Tell a little more"),
        help_text=_("What did you try, and what do you want to know?"),
    )
    aspect = AspectField(
        help_text=_("The office that answers for this hears of your question."),
    )
    enclosures = FilesField(most=MOST_FILES)
    request_id = RequestIdField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What others asked already is offered while the question is typed.
        self.fields["title"].widget.attrs |= {
            "hx-get": reverse("discussions:similar"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "#similar",
            "hx-sync": "this:replace",
        }


class ReplyForm(forms.Form):
    """Something to say in a topic."""

    body = WordsField(label=_("Your answer"))
    enclosures = FilesField(most=MOST_FILES)
    request_id = RequestIdField()


class EditForm(forms.Form):
    """One's own words, put right."""

    body = WordsField(label=_("Your words"), rows=10)


class ReasonForm(forms.Form):
    """A step that has to be explained."""

    reason = WordsField(label=_("Why?"), rows=2, max_length=REASON)
