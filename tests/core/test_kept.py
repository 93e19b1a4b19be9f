"""A question that is kept gives what the ORM gives, whatever its values."""

from typing import Any

import pytest
from django.db.models import Exists, OuterRef, QuerySet
from pytest_django import DjangoAssertNumQueries

from klinik.core.kept import Kept
from klinik.directory.models import Pesantren, Region
from tests.world import make_pesantren, make_region

pytestmark = pytest.mark.django_db


def _of_region(code: Any, letter: Any) -> QuerySet[Pesantren]:
    others = Pesantren.objects.filter(region=OuterRef("region"), slug__gt=letter)
    rows = Pesantren.objects.filter(region__code=code).select_related("region")
    return rows.annotate(has_later=Exists(others)).order_by("slug")


@pytest.fixture
def three() -> None:
    lamongan, gresik = make_region(), make_region("3525", "Gresik")
    make_pesantren("a", region=lamongan)
    make_pesantren("c", region=lamongan)
    make_pesantren("b", region=gresik)


@pytest.mark.parametrize(
    ("code", "letter"),
    [("3524", "b"), ("3524", "c"), ("3525", "a"), ("'; --", "\N{GREEK SMALL LETTER ALPHA}")],
)
def test_the_same_rows_as_the_orm(
    three: None, code: str, letter: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept = Kept(_of_region)
    kept("3524", "a")
    with django_assert_num_queries(1):
        rows = kept(code, letter)
        seen = [(row.slug, row.region.name, row.has_later) for row in rows]  # type: ignore[attr-defined]
    plain = _of_region(code, letter)
    assert seen == [(row.slug, row.region.name, row.has_later) for row in plain]  # type: ignore[attr-defined]
    assert [vars(row).keys() - {"_prefetched_objects_cache"} for row in rows] == [
        vars(row).keys() for row in plain
    ]
    assert [[getattr(row, f.attname) for f in row._meta.concrete_fields] for row in rows] == [
        [getattr(row, f.attname) for f in row._meta.concrete_fields] for row in plain
    ]


def test_the_text_is_made_once(three: None) -> None:
    made = []

    def build(code: Any) -> QuerySet[Region]:
        made.append(code)
        return Region.objects.filter(code=code)

    kept = Kept(build)
    assert [kept.first(code) for code in ("3524", "3525", "9999")] == [
        Region.objects.get(code="3524"),
        Region.objects.get(code="3525"),
        None,
    ]
    assert len(made) == 1


def test_what_it_gives_can_be_saved(three: None) -> None:
    row = Kept(lambda code: Region.objects.filter(code=code)).first("3524")
    assert row is not None
    row.name = "Lamongan Baru"
    row.save()
    assert Region.objects.get(code="3524").name == "Lamongan Baru"
