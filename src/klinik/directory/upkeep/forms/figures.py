"""What is typed of a figure."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.directory.fields import IndicatorChoice
from klinik.directory.figures import FigureField
from klinik.directory.forms import SCANS
from klinik.directory.models import Indicator, Reading


class FigureForm(forms.Form):
    """A figure in four fields; what stands behind it, where there is more to say."""

    indicator = IndicatorChoice(
        Indicator.objects.none(),
        to_field_name="code",
        empty_label=_("Choose a figure"),
        label=_("Which figure?"),
    )
    value = FigureField(may_be_negative=True, label=_("How much is it?"))
    on = DayField(label=_("On which day was it measured?"), initial=timezone.localdate)
    source = NameField(
        max_length=300,
        label=_("Where does this figure come from?"),
        help_text=_("For example: sales book of the shop, October."),
    )
    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        max_length=200,
        help_text=_(
            "A photo or a PDF, at most 5 MB. Only your pesantren and the offices can open it."
            " Without it the figure is shown as self-reported."
        ),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )
    period = NameField(
        max_length=60,
        required=False,
        label=_("For which period?"),
        help_text=_("For example: per month, October 2026."),
    )
    note = NameField(max_length=500, required=False, label=_("Note"))
    is_public = forms.BooleanField(
        label=_("Everybody may see this figure"),
        required=False,
        help_text=_("Otherwise only your pesantren and the offices in charge see it."),
    )
    is_sure = forms.BooleanField(label=_("Yes, this figure is right"), required=False)
    request_id = RequestIdField()

    MORE = ("file", "period", "note", "is_public")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        speaks: bool,
        replaces: Reading | None = None,
        indicator: str = "",
    ) -> None:
        typed: dict[str, Any] = {"indicator": indicator}
        if replaces:
            typed = {name: getattr(replaces, name) for name in ("on", "source", "period", "note")}
        super().__init__(data, files, initial=typed)
        chosen = self.fields["indicator"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Indicator.objects.in_use().filter(is_from_books=False)
        self.asks = bool(data) and "is_sure" in data
        if replaces:
            del self.fields["indicator"]
        if replaces or not speaks:
            del self.fields["is_public"]

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody is asked."""
        return [
            field for field in self.visible_fields() if field.name not in {*self.MORE, "is_sure"}
        ]

    @property
    def more(self) -> list[forms.BoundField]:
        """What may be added."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def is_more_open(self) -> bool:
        """Whether something is wrong in what is folded away, or was typed there."""
        return self.is_bound and any(self[name].errors for name in self.MORE if name in self.fields)
