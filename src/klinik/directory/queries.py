"""Questions to the directory: who is found, how many there are and where."""

from datetime import date
from typing import NamedTuple

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)

from klinik.directory.models import Paper, PaperFile, Pesantren, Product, Reading, Region
from klinik.directory.rules import SOON

DOCUMENT = F("search_entry__document")
WEIGHTS = [0.05, 0.2, 0.4, 1.0]  # D, C, B, A: kinds, region, products, name


def found_pesantren(
    *,
    text: str = "",
    region: str = "",
    sector: str = "",
    cohort: int | None = None,
    is_simulated: bool | None = None,
) -> QuerySet[Pesantren]:
    """Pesantren that fit all that was asked, the best first: names, then products, then places.

    Without a text the real ones come first. A text without any letter or digit finds nothing.
    """
    rows = Pesantren.objects.select_related("region").prefetch_related("products")
    if region:
        rows = rows.filter(region__code=region)
    if cohort is not None:
        rows = rows.filter(cohort_year=cohort)
    if is_simulated is not None:
        rows = rows.filter(is_simulated=is_simulated)
    if sector:
        made = Product.objects.filter(pesantren=OuterRef("pk"), sector=sector)
        rows = rows.filter(Exists(made))
    return _ranked(rows, text) if text else rows.order_by("is_simulated", "name", "pk")


def _ranked(rows: QuerySet[Pesantren], text: str) -> QuerySet[Pesantren]:
    query = _query(text)
    in_name = _matches(_query(text, parts="A"))
    as_whole_words = _matches(_query(text, beginnings=False))  # kopi before kopiah
    rank = SearchRank(DOCUMENT, query, weights=WEIGHTS)
    return rows.filter(_matches(query)).order_by(
        in_name.desc(), as_whole_words.desc(), rank.desc(), "is_simulated", "name", "pk"
    )


def _query(text: str, *, parts: str = "", beginnings: bool = True) -> Func:
    """What was typed as PostgreSQL reads it (sql/search.sql); "A" looks at names only."""
    return Func(
        Value(text, output_field=TextField()),
        Value(parts, output_field=TextField()),
        Value(beginnings, output_field=BooleanField()),
        function="directory_query",
        output_field=SearchQueryField(),
    )


def _matches(query: Func) -> Func:
    return Func(
        DOCUMENT,
        query,
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def sectors() -> list[tuple[str, int]]:
    """The sectors in which anything is made, each with its number of products."""
    rows = Product.objects.values("sector").annotate(products=Count("pk")).order_by("sector")
    return list(rows.values_list("sector", "products"))


def cohorts() -> list[int]:
    """The years in which pesantren joined the programme, the latest first."""
    years = Pesantren.objects.exclude(cohort_year=None).order_by("-cohort_year")
    return [year for year in years.values_list("cohort_year", flat=True).distinct() if year]


class RegionCount(NamedTuple):
    """A region and how many pesantren of the directory it has; `real` of them are not invented."""

    region: Region
    total: int
    real: int


def regions_with_counts() -> list[RegionCount]:
    """Every region with its number of pesantren, in the order of the BPS codes."""
    real = Count("pesantren", filter=Q(pesantren__is_simulated=False))
    rows = Region.objects.annotate(total=Count("pesantren"), real=real).order_by("code")
    return [RegionCount(row, row.total, row.real) for row in rows]


def products_by_sector(region: Region) -> list[tuple[str, int]]:
    """How many products of each sector the region's pesantren make, the most first."""
    rows = Product.objects.filter(pesantren__region=region).values("sector")
    counted = rows.annotate(products=Count("pk")).order_by("-products", "sector")
    return list(counted.values_list("sector", "products"))


def readings_of(pesantren: Pesantren) -> QuerySet[Reading]:
    """The readings that the transaction's reader may see, the latest first."""
    rows = Reading.objects.shown().filter(pesantren=pesantren)
    return rows.select_related("indicator", "pesantren").order_by("-on", "-pk")


def papers_of(pesantren: Pesantren) -> QuerySet[Paper]:
    """The papers that count now of all its products; call `read_as` first.

    Each knows by `has_scan` if the reader may open its file.
    """
    return _current().filter(product__pesantren=pesantren).select_related("product")


def papers_of_product(product: Product) -> QuerySet[Paper]:
    """The papers that count now of one product; call `read_as` first."""
    return _current().filter(product=product)


def _current() -> QuerySet[Paper]:
    scan = PaperFile.objects.filter(paper=OuterRef("pk"))
    rows = Paper.objects.filter(replaced_at=None).select_related("check_made")
    return rows.annotate(has_scan=Exists(scan))


def papers_due(pesantren: Pesantren, *, today: date) -> list[Paper]:
    """What has expired or expires in the next 90 days, the most urgent first."""
    return list(papers_expiring(today).filter(product__pesantren=pesantren))


def papers_expiring(on: date) -> QuerySet[Paper]:
    """The papers of all pesantren that have expired on this day or end in the 90 days after it.

    The first to end comes first; each with its product, pesantren and region. Call `read_as` first.
    """
    rows = Paper.objects.filter(replaced_at=None, valid_until__lte=on + SOON)
    return rows.select_related("product__pesantren__region").order_by("valid_until", "pk")
