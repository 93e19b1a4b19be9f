"""What is typed to tell a story, and to decide about it."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.clinic.stories.commands import NewPicture, Telling
from klinik.clinic.stories.models import Picture, Version
from klinik.core.files import UnfitFile, clean_photo
from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.directory.fields import AspectField
from klinik.directory.models import Reading

PICTURES = "image/jpeg,image/png,image/webp"
PLACES = ("before", "after")
LONGEST = 6000  # letters of one part
MOST_CLAIMS = 5


class WordsField(forms.CharField):
    """Several lines in a person's own words."""

    def __init__(self, *, rows: int = 5, max_length: int = LONGEST, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, widget=widget, **options)


class FigureField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """One reading of the pesantren, by what it measures."""

    def label_from_instance(self, obj: Reading) -> str:
        origin = obj.get_origin_display()
        return f"{obj.indicator}: {obj.in_words} · {date_format(obj.on, 'j M Y')} · {origin}"


class StoryForm(forms.Form):
    """A story in its parts; which fields are asked depends on where it comes from."""

    title = NameField(
        max_length=150,
        label=_("Title"),
        help_text=_("For example: From three weeks to four days for the monthly report"),
    )
    summary = WordsField(rows=2, max_length=300, label=_("In one or two sentences"))
    was = WordsField(label=_("What was it like before?"))
    done = WordsField(label=_("What was done?"))
    changed = WordsField(
        label=_("What has changed?"), help_text=_("No names of people: name what they did.")
    )
    body = WordsField(rows=8, max_length=20_000, label=_("What the source says, in your words"))
    source_title = NameField(max_length=200, label=_("Title of the source"))
    source_url = forms.URLField(
        max_length=300, label=_("Address of the source"), assume_scheme="https"
    )
    source_on = DayField(
        required=False,
        label=_("Day of the publication"),
        help_text=_("Leave it empty where the source does not say."),
    )
    sources_note = WordsField(
        rows=2,
        max_length=1000,
        required=False,
        label=_("What sources do not say, or say differently"),
    )
    before = FigureField(None, required=False, label=_("Figure before"), empty_label=_("none"))
    after = FigureField(None, required=False, label=_("Figure after"), empty_label=_("none"))
    claims = WordsField(
        rows=2,
        max_length=600,
        required=False,
        label=_("Other figures, one a line"),
        help_text=_("They are shown as self-reported. For example: buyers a week, from 40 to 120"),
    )
    photo_before = forms.FileField(required=False, max_length=200, label=_("Photo before"))
    alt_before = NameField(required=False, max_length=200, label=_("What is on the photo before?"))
    photo_after = forms.FileField(required=False, max_length=200, label=_("Photo after"))
    alt_after = NameField(required=False, max_length=200, label=_("What is on the photo after?"))
    aspect = AspectField(help_text=_("The office that answers for this looks at your story."))
    request_id = RequestIdField()

    PARTS = ("was", "done", "changed")
    OF_A_SOURCE = ("body", "source_title", "source_url", "source_on", "sources_note")
    PHOTOS = ("photo_before", "alt_before", "photo_after", "alt_after")

    def __init__(
        self,
        *args: Any,
        without: Iterable[str] = (),
        readings: Any = None,
        kept: Version | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name in without:
            self.fields.pop(name, None)
        self.kept = kept
        for place in PLACES:
            if place in self.fields:
                self.fields[place].queryset = readings  # type: ignore[attr-defined]
            if f"photo_{place}" in self.fields:
                self._offer_photo(place)
        if kept is not None:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=kept.number)

    def _offer_photo(self, place: str) -> None:
        field = self.fields[f"photo_{place}"]
        field.widget = forms.FileInput(attrs={"accept": PICTURES})
        field.help_text = _("At most 5 MB. Where and when it was taken is removed from it.")
        shown = self._kept_picture(place)
        if shown:
            self.fields[f"alt_{place}"].initial = shown.alt
            self.fields[f"drop_{place}"] = forms.BooleanField(
                required=False,
                label=_("Leave out the photo before")
                if place == "before"
                else _("Leave out the photo after"),
            )

    def _kept_picture(self, place: str) -> Picture | None:
        return getattr(self.kept, f"picture_{place}") if self.kept else None

    def clean_claims(self) -> str:
        """The lines without empty ones."""
        lines = [line.strip() for line in self.cleaned_data["claims"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_CLAIMS:
            raise ValidationError(_("At most five figures stand here."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Clean the photos last: it takes a while."""
        if not self.errors:
            for place in PLACES:
                self._clean_photo(place)
        return self.cleaned_data

    def _clean_photo(self, place: str) -> None:
        typed = self.cleaned_data
        file: File[bytes] | None = typed.get(f"photo_{place}")
        alt, kept = typed.get(f"alt_{place}", ""), self._kept_picture(place)
        picture: NewPicture | Picture | None = None
        if file and not alt:
            self.add_error(f"alt_{place}", _("Say in a sentence what is on the photo."))
        elif file:
            try:
                photo = clean_photo(file)
            except UnfitFile as unfit:
                self.add_error(f"photo_{place}", str(unfit.message))
            else:
                hashed = hashlib.sha256(photo.large.read()).hexdigest()
                photo.large.seek(0)
                picture = NewPicture(photo, alt, hashed)
        elif kept and not typed.get(f"drop_{place}"):
            if f"alt_{place}" in self.data and alt != kept.alt:
                self.add_error(f"alt_{place}", _("Choose the photo again to describe it anew."))
            picture = kept
        typed[f"picture_{place}"] = picture

    def telling(self) -> Telling:
        """What was typed, as the commands take it."""
        names = Telling.__dataclass_fields__
        return Telling(**{n: v for n, v in self.cleaned_data.items() if n in names})

    def telling_of(self, last: Version) -> Telling:
        """What was typed upon the version before, which keeps what was not asked here."""
        names = Telling.__dataclass_fields__
        unasked = {name: getattr(last, name) for name in names if name not in self.cleaned_data}
        return replace(self.telling(), **unasked)


class ReasonForm(forms.Form):
    """A step that has to be explained."""

    reason = WordsField(rows=2, max_length=500, label=_("Why?"))
