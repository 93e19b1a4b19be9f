"""The facts of a pesantren in words: what each is called, what it says, and who says so."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.templatetags.klinik import angka
from klinik.directory.models import Pesantren
from klinik.directory.rules import OWN_WORD

LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "nspp": "NSPP",
    "region": _("Region"),
    "district": _("District"),
    "village": _("Village"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "santri": _("Santri"),
    "santri_on": _("Day of the number of santri"),
    "cohort_year": _("Cohort"),
    "pillars": _("Pillars"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "instagram": "Instagram",
    "marketplaces": _("Shops on the web"),
    "about": _("About"),
}
HIDDEN = frozenset({"name", "about", "santri_on", "latitude", "longitude"})  # shown elsewhere


class Fact(NamedTuple):
    """One fact as a page shows it: each value with the address it leads to, if any."""

    label: str | Promise
    values: list[tuple[str, str]]
    source: str
    on: date | None

    @property
    def is_own(self) -> bool:
        """Nothing but the pesantren's own word stands behind it."""
        return self.source == OWN_WORD


def facts_of(pesantren: Pesantren) -> list[Fact]:
    """What is known of a pesantren, in the order of its page; what is not known is left out."""
    return [
        Fact(LABELS[field], values, pesantren.source_of(field), known_on(pesantren, field))
        for field in LABELS
        if field not in HIDDEN and (values := _values(pesantren, field))
    ]


def known_on(pesantren: Pesantren, field: str) -> date | None:
    """The day on which a fact was told."""
    if field == "santri":
        return pesantren.santri_on
    told = pesantren.sources.get(field, {}).get("on", "")
    return date.fromisoformat(told) if told else None


def in_words(field: str, value: Any) -> str:
    """The value of a field as a sentence can hold it; "–" where there is none."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(value)
    return angka(value) if field == "santri" else str(value)


class Change(NamedTuple):
    """A fact that is another than it was when an officer looked."""

    label: str | Promise
    before: str
    now: str


def snapshot(pesantren: Pesantren) -> dict[str, Any]:
    """The facts as plain values that can be kept: what an officer saw on a day."""
    return {field: _plain(getattr(pesantren, field)) for field in LABELS if field != "about"}


def changes_since(before: dict[str, Any], pesantren: Pesantren) -> list[Change]:
    """What differs from a snapshot; a fact that the snapshot does not know is no change."""
    now = snapshot(pesantren)
    return [
        Change(LABELS[field], in_words(field, before[field]), in_words(field, value))
        for field, value in now.items()
        if field in before and before[field] != value
    ]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _values(pesantren: Pesantren, field: str) -> list[tuple[str, str]]:
    value = getattr(pesantren, field)
    if value is None or value == "" or value == []:
        return []
    each = value if isinstance(value, list) else [value]
    leads = LEADS.get(field, lambda _value: "")
    return [(_written(field, one), leads(one)) for one in each]


def _written(field: str, value: Any) -> str:
    if field == "phone":
        return f"+{value}"
    if field in {"website", "marketplaces"}:
        return str(value).partition("://")[2].rstrip("/")
    if field == "instagram":
        return f"@{value}"
    return str(value).capitalize() if field == "pillars" else in_words(field, value)


LEADS: dict[str, Callable[[Any], str]] = {
    "region": lambda region: region.get_absolute_url(),
    "phone": lambda phone: f"https://wa.me/{phone}",
    "email": lambda email: f"mailto:{email}",
    "website": str,
    "instagram": lambda name: f"https://www.instagram.com/{name}/",
    "marketplaces": str,
}
