"""What is typed of an indicator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField
from klinik.directory.models import Aspect, Indicator

OFF = {"autocomplete": "off"}


def _lines(label: Any, help_text: Any = "", *, required: bool = False) -> NameField:
    widget = forms.Textarea(attrs={"rows": 2})
    return NameField(
        label=label, max_length=300, required=required, help_text=help_text, widget=widget
    )


class IndicatorForm(forms.Form):
    """Name, unit, meaning and direction; what has two languages is asked in both."""

    name = NameField(
        label=_("What is measured?"),
        help_text=_("For example: Sales per month."),
        widget=forms.TextInput(attrs=OFF),
    )
    unit = NameField(
        label=_("Unit of measure"),
        max_length=40,
        help_text=_("For example rupiah, people, kg. It stays once a figure was read in it."),
        widget=forms.TextInput(attrs=OFF),
    )
    about = _lines(
        _("What it means"), _("In plain words, as one would tell a friend."), required=True
    )
    method = _lines(_("How it is measured"), _("Where to look, what to count, over which time."))
    better = forms.ChoiceField(
        label=_("Better is"),
        required=False,
        choices=[*Indicator.Better.choices, ("", _("neither way by itself"))],
        widget=forms.RadioSelect,
    )
    may_be_negative = forms.BooleanField(
        label=_("It may lie below zero, as a loss does"), required=False
    )
    aspect = forms.ModelChoiceField(
        Aspect.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("None"),
        label=_("Aspect"),
    )
    source = _lines(_("Source"), _("Who decided so: a decree, a guide."))
    name_en = NameField(label=_("Name in English"), required=False)
    unit_en = NameField(label=_("Unit of measure in English"), max_length=40, required=False)
    about_en = _lines(_("What it means, in English"))
    method_en = _lines(_("How it is measured, in English"))

    ENGLISH = ("name_en", "unit_en", "about_en", "method_en")

    def __init__(self, data: Any = None, *, indicator: Indicator | None = None) -> None:
        typed = {name: getattr(indicator, name) for name in self.base_fields} if indicator else {}
        if indicator:
            typed["aspect"] = indicator.aspect.code if indicator.aspect else ""
        super().__init__(data, initial=typed)

    def keep_unit(self, unit: str) -> None:
        """Figures were read in this unit: it is shown, and cannot be typed over."""
        field = self.fields["unit"]
        field.disabled, field.initial = True, unit
        self.initial["unit"] = unit
        field.help_text = _("Figures were read in this unit, so it stays.")

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields that every indicator needs."""
        return [field for field in self if field.name not in self.ENGLISH]

    @property
    def english(self) -> list[forms.BoundField]:
        """The same in English."""
        return [self[name] for name in self.ENGLISH]

    @property
    def is_english_open(self) -> bool:
        """Whether something is wrong in what is folded away."""
        return any(self[name].errors for name in self.ENGLISH)
