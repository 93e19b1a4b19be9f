"""What can be typed and chosen to find pesantren and products; all of it stays in the address."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from klinik.core.money import grouped
from klinik.directory.models import Paper, Region, Sector
from klinik.directory.queries import cohorts, sectors

LONGEST = 200  # letters; what is behind them is not searched
Choices = Iterable[tuple[str, Any]]


class SearchField(forms.CharField):
    """Free text from anybody: never refused, whatever it holds."""

    def to_python(self, value: Any) -> str:
        """Cut to a sensible length, without the one character that PostgreSQL cannot hold."""
        return str(value or "").replace("\0", " ").strip()[:LONGEST].strip()


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: str
    without: str


class Choice(NamedTuple):
    """A choice as the page shows it: how many it would leave, is it on, and does it lead nowhere.

    A page has some seventy of them, so each says in one word what it is.
    """

    value: str
    label: str
    left: str
    state: str  # "on", "dead" or ""


class SearchForm(forms.Form):
    """The text and the filters of a list; all of them may be empty."""

    q = SearchField(label=_("Name, place or product"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    papers = forms.MultipleChoiceField(
        label=_("Valid legality papers"), required=False, choices=Paper.Kind.choices
    )
    kind = forms.TypedChoiceField(
        label=_("Kind of record"),
        required=False,
        choices=[("", _("All")), ("real", _("Real")), ("simulated", _("Simulated"))],
        coerce=lambda kind: kind == "simulated",
        empty_value=None,
    )
    sort = forms.ChoiceField(label=_("Sort"), required=False)
    sorts: Choices = ()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.typed = data
        regions = [(region.code, str(region)) for region in Region.objects.order_by("name", "kind")]
        self._choose("region", [("", _("All regions")), *regions])
        names = {sector.code: str(sector) for sector in Sector.objects.all()}
        made = [(code, names.get(code, code.capitalize())) for code in sectors()]
        self._choose("sector", [("", _("All sectors")), *made])
        self._choose("sort", [("", _("Best first")), *self.sorts])

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def asked(self) -> dict[str, Any]:
        """What the search is asked for."""
        cleaned = self.cleaned_data
        return {
            "text": cleaned["q"],
            "region": cleaned["region"],
            "sector": cleaned["sector"],
            "papers": cleaned["papers"],
            "is_simulated": cleaned["kind"],
            "sort": cleaned["sort"],
        }

    def address(self) -> QueryDict:
        """What was asked as an address that can be passed on: no empty fields, nothing unknown."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            if values := [value for value in self.typed.getlist(name) if value]:
                kept.setlist(name, values if name == "papers" else values[-1:])
        return kept

    def chips(self) -> list[Chip]:
        """Each filter that is on, so that it can be taken away alone."""
        if not self.is_valid():
            return []
        on = self.address()
        chips = []
        for name in self.fields:
            for value in on.getlist(name) if name not in {"q", "sort"} else ():
                rest = on.copy()
                rest.setlist(name, [other for other in on.getlist(name) if other != value])
                chips.append(Chip(self._label(name, value), rest.urlencode()))
        return chips

    def _label(self, name: str, value: str) -> str:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return str(field.label)
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]

    def shown(self, name: str, counts: Mapping[str, Mapping[str, int]]) -> list[Choice]:
        """The choices of a filter with how many each would leave, where that was counted."""
        field = self.fields[name]
        choices = field.choices if isinstance(field, forms.ChoiceField) else [("1", field.label)]
        known, on = counts.get(name), self.typed.getlist(name)
        return [
            self._choice(str(value), str(label), known, on)
            for value, label in choices  # type: ignore[union-attr]
        ]

    def _choice(
        self, value: str, label: str, known: Mapping[str, int] | None, on: list[str]
    ) -> Choice:
        left = known.get(value, 0) if known is not None and value else None
        is_on = value in on or (value == "" and not any(on))
        state = "on" if is_on else "dead" if left == 0 else ""
        return Choice(value, label, "" if left is None else grouped(left), state)


class PesantrenSearchForm(SearchForm):
    """How pesantren are narrowed down."""

    cohort = forms.TypedChoiceField(label=_("Cohort"), required=False, coerce=int, empty_value=None)
    verified = forms.BooleanField(label=_("Checked by an office"), required=False)
    cooperative = forms.BooleanField(label=_("Has a cooperative"), required=False)
    sorts = [("name", _("By name")), ("new", _("Changed last")), ("santri", _("Most santri"))]
    field_order = ["q", "region", "cohort", "sector", "papers", "verified", "cooperative", "kind"]

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        years = [(str(year), str(year)) for year in cohorts()]
        self._choose("cohort", [("", _("All cohorts")), *years])

    def asked(self) -> dict[str, Any]:
        """What `found_pesantren` is asked for."""
        cleaned = self.cleaned_data
        return super().asked() | {
            "cohort": cleaned["cohort"],
            "is_verified": cleaned["verified"],
            "has_cooperative": cleaned["cooperative"],
        }


class ProductSearchForm(SearchForm):
    """How products are narrowed down."""

    q = SearchField(label=_("Product, maker or place"), required=False)
    sorts = [("name", _("By name")), ("cheap", _("Cheapest first")), ("dear", _("Dearest first"))]
