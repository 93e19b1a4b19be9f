"""A whole country of pesantren for the search, spread over the regions as people are."""

import random
from collections.abc import Iterator
from itertools import islice, product

from django.db import connections, transaction
from django.utils.text import slugify

from benchmarks.house import name_house
from klinik.directory.models import Pesantren, Product, Region
from klinik.web.demo_data import directory

BATCH = 2_000
SEED = 40_000


@transaction.atomic
def load(number: int) -> None:
    """The demonstration's network, grown to `number` pesantren; the same on every machine."""
    name_house()
    directory.load()
    regions = list(Region.objects.order_by("code"))
    chance = random.Random(SEED)
    names = [f"{first} {second} {word}" for first, second, word in _words()]
    chance.shuffle(names)
    places = _places(names, regions, chance, number - Pesantren.objects.count())
    while batch := list(islice(places, BATCH)):
        rows = Pesantren.objects.bulk_create(batch)
        Product.objects.bulk_create(list(directory._invented_products(rows, chance)))


def settle() -> None:
    """What the server does by itself within a minute or so of such a load."""
    with connections["owner"].cursor() as cursor:  # of tables of another it would pass by
        cursor.execute("VACUUM (ANALYZE)")


def _words() -> Iterator[tuple[str, str, str]]:
    return product(directory.FIRST, directory.SECOND, directory.INVENTED)


def _places(
    names: list[str], regions: list[Region], chance: random.Random, number: int
) -> Iterator[Pesantren]:
    weights = [directory.WEIGHTS[region.code] for region in regions]
    for place in range(number):
        name = names[place % len(names)]
        yield Pesantren(
            slug=f"{slugify(name)}-{place}",
            name=f"{chance.choice(directory.KINDS)} {name}",
            region=chance.choices(regions, weights)[0],
            district=chance.choice(directory.INVENTED).split()[0],
            santri=round(chance.lognormvariate(5.7, 0.8)),
            cohort_year=chance.choice(sorted(directory.JOINED)),
            is_simulated=True,
        )
