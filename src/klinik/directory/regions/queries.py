"""What the directory counts in each region."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet, Sum

from klinik.directory.models import Pesantren, Product, Region
from klinik.directory.search.filters import COOPERATIVE, VERIFIED


@dataclass(frozen=True)
class RegionFigures:
    """A region and what the directory counts there; `real` pesantren are not invented.

    `santri` adds up what is known of `counted` pesantren, the last of it on `santri_on`.
    """

    region: Region
    pesantren: int
    real: int
    verified: int
    santri: int
    counted: int
    santri_on: date | None
    products: int
    cooperative: int


def regions_with_figures(only: str = "") -> list[RegionFigures]:
    """Every region in the order of the BPS codes, or the one: three questions for all of them."""
    regions = Region.objects.filter(code=only) if only else Region.objects.all()
    rows = regions.order_by("code").annotate(
        total=Count("pesantren"),
        real=Count("pesantren", filter=Q(pesantren__is_simulated=False)),
        verified=Count("pesantren", filter=_of_pesantren(VERIFIED)),
        santri=Sum("pesantren__santri"),
        counted=Count("pesantren__santri"),
        santri_on=Max("pesantren__santri_on"),
    )
    products = _per_region(Product.objects.on_offer(), "pesantren__region")
    cooperatives = _per_region(Pesantren.objects.filter(COOPERATIVE), "region")
    return [
        RegionFigures(
            region=row,
            pesantren=row.total,
            real=row.real,
            verified=row.verified,
            santri=row.santri or 0,
            counted=row.counted,
            santri_on=row.santri_on,
            products=products.get(row.pk, 0),
            cooperative=cooperatives.get(row.pk, 0),
        )
        for row in rows
    ]


def _of_pesantren(condition: Q) -> Q:
    return Q(*[(f"pesantren__{name}", value) for name, value in condition.children])  # type: ignore[misc]


def _per_region(rows: QuerySet[Pesantren] | QuerySet[Product], region: str) -> dict[int, int]:
    counted = rows.order_by().values(region).annotate(number=Count("pk"))
    return dict(counted.values_list(region, "number"))


def products_by_sector(region: Region) -> list[tuple[str, int]]:
    """How many products of each sector the region's pesantren make, the most first."""
    rows = Product.objects.on_offer().filter(pesantren__region=region).values("sector")
    counted = rows.annotate(products=Count("pk")).order_by("-products", "sector")
    return list(counted.values_list("sector", "products"))
