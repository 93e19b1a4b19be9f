"""The network of the demonstration: what is real in it, and that nothing is hung on that."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Q

from klinik.directory import data
from klinik.directory.models import Aspect, Indicator, Paper, Pesantren, Product, Region
from klinik.directory.queries import found_pesantren
from klinik.web.demo_data import directory, papers, people

TABLE = Path(data.__path__[0]) / "products.csv"


@pytest.fixture
def network(db: None) -> list[Pesantren]:
    directory.load()
    return list(Pesantren.objects.select_related("region"))


def test_1420_pesantren_in_38_regions(network: list[Pesantren]) -> None:
    per_region = Counter(place.region.code for place in network)

    assert len(network) == 1420
    assert len(per_region) == Region.objects.count() == 38
    assert len({place.name for place in network}) == 1420
    assert per_region.most_common(1)[0][0] == "3578"
    assert Aspect.objects.count() == 5
    assert Indicator.objects.get(is_from_books=True).code == "member-savings-total"
    assert not Aspect.objects.filter(name_en="").exists()
    assert not Indicator.objects.filter(Q(name_en="") | Q(unit_en="")).exists()


def test_cohorts_add_up_to_what_the_programme_reported(network: list[Pesantren]) -> None:
    joined = Counter(place.cohort_year for place in network if place.cohort_year)

    assert sorted(joined) == list(range(2019, 2026))
    assert 340 <= sum(n for year, n in joined.items() if year <= 2020) <= 350
    assert 985 <= sum(n for year, n in joined.items() if year <= 2023) <= 1000


def test_real_pesantren_carry_only_what_their_source_says(network: list[Pesantren]) -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        known = {row["pesantren"]: row for row in csv.DictReader(lines)}
    real = [place for place in network if not place.is_simulated]

    assert {place.name for place in real} == set(known)
    assert [(p.name, p.cohort_year) for p in real if p.cohort_year] == [
        ("Ponpes Ihya'us Sunnah Alhasany", 2019)
    ]
    for place in real:
        row = known[place.name]
        made = [(p.name, p.sector, p.category, p.source) for p in place.products.all()]
        assert made == [(row["product"], row["sector"], row["category"], row["source"])]
        assert (place.source, place.region.code) == (row["source"], row["bps_code"])
        assert (place.santri, place.district, place.about) == (None, "", "")


def test_everything_else_is_marked_and_bears_no_real_name(network: list[Pesantren]) -> None:
    real = {place.name.split(maxsplit=1)[1] for place in network if not place.is_simulated}

    assert all(place.source == "" for place in network if place.is_simulated)
    assert not any(name in place.name for place in network if place.is_simulated for name in real)
    assert not Product.objects.filter(is_simulated=True, pesantren__is_simulated=False).exists()
    assert not Product.objects.filter(is_simulated=False, pesantren__is_simulated=True).exists()


def test_the_three_of_the_story_are_there(network: list[Pesantren]) -> None:
    places = {place.slug: place.region.code for place in network}

    assert [places[slug] for slug in ("al-hikmah", "an-nur", "darul-falah")] == [
        "3524",
        "3573",
        "3515",
    ]


def test_it_is_the_same_network_everywhere_and_loaded_once(network: list[Pesantren]) -> None:
    directory.load()

    assert Pesantren.objects.count() == 1420
    assert found_pesantren(text="koran").count() == 41
    assert found_pesantren(text="bikla")[0].name == "Ponpes Ihya'us Sunnah Alhasany"


def test_papers_of_the_examples_stand_in_every_way_and_are_invented(
    network: list[Pesantren],
) -> None:
    people.load()
    for _twice in range(2):
        papers.load()
    held = Paper.objects.order_by("pk").select_related("product__pesantren")

    assert [(row.product.pesantren.slug, row.kind, row.standing) for row in held] == [
        ("al-hikmah", "nib", "valid"),
        ("al-hikmah", "pirt", "expiring"),
        ("al-hikmah", "halal", "expired"),
        ("darul-falah", "nib", "valid"),
        ("darul-falah", "merek", "valid"),
    ]
    assert all(row.is_simulated and row.product.is_simulated for row in held)
