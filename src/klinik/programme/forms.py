"""What a board member fills in to share a figure."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, RequestIdField
from klinik.directory.models import Indicator

LONGEST = timedelta(days=3 * 366)


class ConsentForm(forms.Form):
    """Which figure, and from when until when."""

    request_id = RequestIdField()
    indicator = forms.ModelChoiceField(
        label=_("Which figure"),
        queryset=Indicator.objects.in_use().filter(is_from_books=True),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.fields["starts_on"].initial = today.replace(month=1, day=1)
        self.fields["ends_on"].initial = today.replace(month=12, day=31)

    def clean(self) -> dict[str, Any]:
        """The period has an end after its beginning, and is no blank cheque."""
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if not starts_on or not ends_on:
            return data
        if ends_on < starts_on:
            raise ValidationError({"ends_on": _("The end must not lie before the beginning.")})
        if ends_on - starts_on > LONGEST:
            raise ValidationError({"ends_on": _("Choose at most three years; you can renew.")})
        if starts_on.year < 2000:
            raise ValidationError({"starts_on": _("Choose a day since the year 2000.")})
        return data
