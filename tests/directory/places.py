"""Pesantren with products, as plain builders."""

from itertools import count

from klinik.directory.models import Pesantren, Product
from tests.world import make_region

numbers = count(1)


def make_place(
    name: str,
    *products: str,
    region: tuple[str, str, str] = ("3524", "Lamongan", "kabupaten"),
    sector: str = "makanan",
    source: str = "",
    cohort: int | None = 2021,
) -> Pesantren:
    """A pesantren with these products; with a source it is a real one."""
    place = Pesantren.objects.create(
        slug=f"tempat-{next(numbers)}",
        name=name,
        region=make_region(*region),
        cohort_year=cohort,
        source=source,
        is_simulated=not source,
    )
    for product in products:
        Product.objects.create(
            pesantren=place,
            name=product,
            sector=sector,
            category=sector,
            source=source,
            is_simulated=not source,
        )
    return place


JEMBER = ("3509", "Jember", "kabupaten")
MALANG = ("3507", "Malang", "kabupaten")
KOTA_MALANG = ("3573", "Malang", "kota")
