"""The tables of the open data: the same rows and fields as the API."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.opened.queries import public_readings
from klinik.directory.opened.schemas import (
    IndicatorOut,
    PesantrenOut,
    ProductOut,
    ReadingOut,
    RegionOut,
)
from klinik.directory.regions.queries import regions_with_figures
from klinik.directory.search.filters import all_products

AT_ONCE = 500


class Dataset(NamedTuple):
    """A table that everybody may take: what it is, its fields, its rows, when it changed."""

    name: str
    title: Promise
    about: Promise
    shape: type[Schema]
    rows: Callable[[], Iterable[Any]]
    number: Callable[[], int]
    changed: Callable[[], datetime | None]

    @property
    def fields(self) -> list[str]:
        """The columns in their order."""
        return list(self.shape.model_fields)

    def facts(self) -> Iterable[dict[str, Any]]:
        """Row after row; call `read_as` first."""
        for row in self.rows():
            yield self.shape.of(row).dict()  # type: ignore[attr-defined]


def _read(rows: Callable[[], QuerySet[Any]]) -> Callable[[], Iterable[Any]]:
    return lambda: rows().order_by("pk").iterator(chunk_size=AT_ONCE)


def _pesantren() -> QuerySet[Pesantren]:
    return Pesantren.objects.select_related("region")


def _indicators() -> QuerySet[Indicator]:
    return Indicator.objects.select_related("aspect")


def _latest(rows: Callable[[], QuerySet[Any]], moment: str) -> Callable[[], datetime | None]:
    return lambda: rows().aggregate(at=Max(moment))["at"]


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "pesantren",
            _("Pesantren"),
            _("Each pesantren of the programme with its public facts and their source."),
            PesantrenOut,
            _read(_pesantren),
            lambda: _pesantren().count(),
            _latest(_pesantren, "updated_at"),
        ),
        Dataset(
            "produk",
            _("Products"),
            _("What pesantren make and sell, and which legality papers hold today."),
            ProductOut,
            _read(all_products),
            lambda: all_products().count(),
            lambda: None,
        ),
        Dataset(
            "wilayah",
            _("Regions"),
            _("Kabupaten and kota with the figures of the directory."),
            RegionOut,
            regions_with_figures,
            lambda: len(regions_with_figures()),
            lambda: None,
        ),
        Dataset(
            "indikator",
            _("Indicators"),
            _("What is measured: unit, meaning, and which way is good."),
            IndicatorOut,
            _read(_indicators),
            lambda: _indicators().count(),
            lambda: None,
        ),
        Dataset(
            "angka",
            _("Figures"),
            _("Readings of indicators that may be told, with unit, day and source."),
            ReadingOut,
            _read(public_readings),
            lambda: public_readings().count(),
            _latest(lambda: Reading.objects.filter(is_public=True), "recorded_at"),
        ),
    )
}
