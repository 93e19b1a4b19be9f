"""Public pages of the indicators: what is measured, how, and how the figures lie."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper as Sheet
from klinik.core.tables import Column, Table, order_by, render_table
from klinik.directory.indicators.figures import plain_value, series_of
from klinik.directory.indicators.queries import catalogue, published
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.queries import readings_of
from klinik.directory.rules import FEWEST, Spread
from klinik.people.access import read_as


def origin_of(indicator: Indicator) -> str:
    """Who reads it: the books of the cooperative, or the pesantren itself."""
    return _("from the books") if indicator.is_from_books else _("told or with evidence")


COLUMNS: list[Column[Any]] = [
    Column(
        "nama",
        gettext_lazy("Indicator"),
        str,
        template="directory/_indicator_name.html",
    ),
    Column("arti", gettext_lazy("What it means"), lambda row: row.shown_about, may_sort=False),
    Column("satuan", gettext_lazy("Unit of measure"), lambda row: row.shown_unit),
    Column("aspek", gettext_lazy("Aspect"), lambda row: str(row.aspect or "")),
    Column("arah", gettext_lazy("Better is"), lambda row: row.get_better_display()),
    Column(
        "cara",
        gettext_lazy("How it is measured"),
        lambda row: row.shown_method,
        may_sort=False,
        is_usual=False,
    ),
    Column("asal", gettext_lazy("How it is read"), origin_of, is_usual=False),
    Column("sumber", gettext_lazy("Source"), lambda row: row.source, is_usual=False),
    Column("berhenti", gettext_lazy("Retired on"), lambda row: row.retired_on, is_usual=False),
    Column("pesantren", gettext_lazy("Pesantren"), lambda row: row.read_of, is_number=True),
]
ORDER = order_by(
    {
        "nama": ["name", "pk"],
        "satuan": ["unit", "name", "pk"],
        "aspek": ["aspect__order", "name", "pk"],
        "arah": ["better", "name", "pk"],
        "asal": ["is_from_books", "name", "pk"],
        "berhenti": ["retired_on", "name", "pk"],
        "pesantren": ["read_of", "name", "pk"],
    }
)


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Everything the programme measures, as a table to sort and take away."""
    read_as(None)
    table = Table(
        COLUMNS,
        catalogue().order_by(F("retired_on").asc(nulls_first=True), "aspect__order", "name", "pk"),
        asked=request.GET,
        name="indikator",
        paper=Sheet(_("Indicators")),
        order=ORDER,
    )
    return render_table(request, "directory/indicator_list.html", table, {})


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its definition, and how the published figures lie where they are enough."""
    read_as(None)
    row = get_object_or_404(Indicator.objects.select_related("aspect"), code=code)
    known = published(row)
    context = {
        "indicator": row,
        "origin": origin_of(row),
        "published": known,
        "quartiles": _quartiles(known.spread, row) if known.spread else [],
        "fewest": FEWEST,
    }
    return render(request, "directory/indicator.html", context)


def _quartiles(spread: Spread, indicator: Indicator) -> list[dict[str, Any]]:
    labels = (
        (_("A quarter of the pesantren: at most"), spread.low),
        (_("Half of them (the median): at most"), spread.middle),
        (_("Three quarters: at most"), spread.high),
    )
    return [
        {"label": label, "value": value, "shown": indicator.in_words(value)}
        for label, value in labels
    ]


FIGURES: list[Column[Reading]] = [
    Column("angka", gettext_lazy("Indicator"), lambda row: str(row.indicator)),
    Column(
        "nilai",
        gettext_lazy("Value"),
        plain_value,
        template="directory/_value_of_row.html",
        is_number=True,
    ),
    Column("satuan", gettext_lazy("Unit of measure"), lambda row: row.shown_unit),
    Column("tanggal", gettext_lazy("Day"), lambda row: row.on),
    Column("periode", gettext_lazy("Period"), lambda row: row.period),
    Column(
        "asal",
        gettext_lazy("Origin"),
        lambda row: str(row.get_origin_display()),
        template="directory/_origin_of_row.html",
    ),
    Column("sumber", gettext_lazy("Source"), lambda row: row.source),
    Column("catatan", gettext_lazy("Note"), lambda row: row.note, is_usual=False),
    Column("diperiksa", gettext_lazy("Checked by"), lambda row: row.checked_as, is_usual=False),
    Column(
        "terbuka",
        gettext_lazy("Shown to"),
        lambda row: _("everybody") if row.is_public else _("pesantren and offices"),
    ),
]


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """What was read of a pesantren, as lines over time and as a table to take away."""
    read_as(request.user)
    row = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    readings = list(readings_of(row))
    table = Table(
        FIGURES,
        readings,
        asked=request.GET,
        name=f"capaian-{row.slug}",
        paper=Sheet(_("Figures of %(pesantren)s") % {"pesantren": row.name}),
    )
    context = {"pesantren": row, "series": series_of(readings)}
    return render_table(request, "directory/figures.html", table, context)
