"""Fields of forms that choose among what the directory knows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klinik.core.files import UnfitFile
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Aspect, Indicator


class AspectField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """One of the aspects, all of them in sight."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Aspect.objects.all(),
            to_field_name="code",
            widget=forms.RadioSelect,
            empty_label=None,
            label=_("What is it about?"),
            **options,
        )


class IndicatorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A figure by its name, with its unit behind it."""

    def label_from_instance(self, obj: Indicator) -> str:
        return f"{obj} ({obj.shown_unit})"


class FilesInput(forms.FileInput):
    """The browser's own picker, for several files; a phone offers its camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A few photos or PDF, each looked into and cleaned before anything is locked."""

    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def __init__(self, *, most: int, **options: Any) -> None:
        options.setdefault("label", _("Photos or documents"))
        told = format_lazy(_("Up to {most} photos or PDF, each at most 5 MB."), most=most)
        options.setdefault("help_text", told)
        super().__init__(required=False, max_length=200, **options)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Evidence]:
        """The cleaned files; raises ValidationError that names each file which cannot be kept."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > self.most:
            raise ValidationError(
                _("These are %(sent)s files; choose at most %(most)s.")
                % {"sent": len(sent), "most": self.most}
            )
        kept: list[Evidence] = []
        unfit: list[ValidationError] = []
        for file in sent:
            try:
                kept.append(clean_evidence(super().clean(file)))
            except (UnfitFile, ValidationError) as refusal:
                unfit.append(_named(file, refusal))
        if unfit:
            raise ValidationError(unfit)
        return kept


def _named(file: Any, refusal: UnfitFile | ValidationError) -> ValidationError:
    """The refusal, with the name of the file that it is about."""
    why = refusal.message if isinstance(refusal, UnfitFile) else " ".join(refusal.messages)
    return ValidationError(f"{file.name}: {why}", code=refusal.code)
