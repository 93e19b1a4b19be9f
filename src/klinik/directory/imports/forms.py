"""What is asked about a table of pesantren."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.forms import FileForm
from klinik.directory.imports.columns import COLUMNS


class PesantrenFileForm(FileForm):
    """The file, its source and day, and whether all of it is invented."""

    is_simulated = forms.BooleanField(
        label=_("Invented data, for trying out"),
        required=False,
        help_text=_("Every row is then marked “simulated” wherever it is shown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, columns=COLUMNS, **kwargs)
