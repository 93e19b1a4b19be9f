"""Fields of forms that choose among what the directory knows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
