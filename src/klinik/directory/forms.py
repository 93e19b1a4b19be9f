"""What can be typed into the directory's search."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.directory.models import Region
from klinik.directory.queries import cohorts, sectors

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
        named = [(sector, sector.capitalize()) for sector in sectors()]
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
