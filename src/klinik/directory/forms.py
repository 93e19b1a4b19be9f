"""What can be typed into the directory's search, and of a legality paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.core.money import grouped
from klinik.directory.models import Paper, Region
from klinik.directory.queries import cohorts, sectors
from klinik.directory.rules import LONGEST_NUMBER

LONGEST = 200  # letters; what is behind them is not searched


class SearchField(forms.CharField):
    """Free text from anybody: never refused, whatever it holds."""

    def to_python(self, value: Any) -> str:
        """Cut to a sensible length, without the one character that PostgreSQL cannot hold."""
        return str(value or "").replace("\0", " ").strip()[:LONGEST].strip()


class SearchForm(forms.Form):
    """The text and the filters of the list; all of them may be empty."""

    q = SearchField(
        label=_("Name, place or product"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    cohort = forms.TypedChoiceField(label=_("Cohort"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(
        label=_("Kind of record"),
        required=False,
        choices=[("", _("All")), ("real", _("Real")), ("simulated", _("Simulated"))],
        coerce=lambda kind: kind == "simulated",
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(region.code, str(region)) for region in Region.objects.order_by("name", "kind")]
        self._choose("region", [("", str(_("All regions"))), *regions])
        named = [(name, f"{name.capitalize()} ({grouped(made)})") for name, made in sectors()]
        self._choose("sector", [("", str(_("All sectors"))), *named])
        years = [(str(year), str(year)) for year in cohorts()]
        self._choose("cohort", [("", str(_("All cohorts"))), *years])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def asked(self) -> dict[str, Any]:
        """What `found_pesantren` is asked for."""
        cleaned = self.cleaned_data
        return {
            "text": cleaned["q"],
            "region": cleaned["region"],
            "sector": cleaned["sector"],
            "cohort": cleaned["cohort"],
            "is_simulated": cleaned["kind"],
        }


SCANS = "image/jpeg,image/png,image/webp,application/pdf"


class PaperForm(forms.Form):
    """What stands on a legality paper, and a photo of it."""

    number = NameField(
        label=_("Number"),
        max_length=LONGEST_NUMBER,
        help_text=_("As it stands on the paper. Everybody can see kind, number and date."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave it empty where the paper has no end, such as an NIB."),
    )
    file = forms.FileField(
        label=_("Photo or PDF of the paper"),
        required=False,
        max_length=200,
        help_text=_(
            "At most 5 MB. Only the people of the pesantren and the offices in charge can open it."
        ),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )
    request_id = RequestIdField()


class NewPaperForm(PaperForm):
    """A paper that the product did not have yet."""

    kind = forms.TypedChoiceField(
        label=_("Which paper?"),
        choices=Paper.Kind.choices,
        coerce=Paper.Kind,
        empty_value=None,
    )
    field_order = ["kind"]
