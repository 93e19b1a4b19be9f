"""The lists of pesantren and products: narrowed, counted, sorted, by an address."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.directory.models import Paper, Pesantren, Product
from klinik.directory.search import survey
from klinik.directory.search.queries import found_pesantren, found_products
from klinik.directory.search.survey import survey_pesantren, survey_products
from klinik.people.access import read_as
from klinik.tenancy.roles import Role
from tests.directory.places import JEMBER, make_place
from tests.world import make_koppontren, make_member_of, make_user

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
FIRST = slice(0, 24)
HTMX = {"HX-Request": "true"}


def make_paper(product: Product, kind: str, *, days_left: int | None = None) -> None:
    """A legality paper that ends in so many days, as its pesantren entered it."""
    by = make_member_of(product.pesantren, Role.ASSISTANT)
    read_as(by)
    today = timezone.localdate()
    Paper.objects.create(
        product=product,
        kind=kind,
        number="1",
        valid_until=None if days_left is None else today + timedelta(days=days_left),
        request_id=uuid4(),
        recorded_by=by,
    )


def check(place: Pesantren) -> None:
    """An office looked at the pesantren's facts today."""
    place.verified_on, place.verified_as = timezone.localdate(), "Sekretariat"
    place.verified_by = make_user()
    place.save(update_fields=["verified_on", "verified_as", "verified_by"])


def names(**asked: Any) -> list[str]:
    return [place.name for place in found_pesantren(**asked)]


def made(**asked: Any) -> list[str]:
    return [product.name for product in found_products(**asked)]


def pesantren_counts(**asked: Any) -> dict[str, dict[str, int]]:
    return survey_pesantren(FIRST, **asked).counts


def product_counts(**asked: Any) -> dict[str, dict[str, int]]:
    return survey_products(FIRST, **asked).counts


def test_pesantren_are_narrowed_by_valid_papers_check_and_cooperative() -> None:
    one = make_place("Satu", "Kopi", "Teh")
    two = make_place("Dua", "Madu")
    make_paper(one.products.get(name="Kopi"), "halal", days_left=0)
    make_paper(one.products.get(name="Teh"), "pirt")
    make_paper(two.products.get(), "halal", days_left=-1)
    check(two)
    Pesantren.objects.filter(pk=one.pk).update(santri=40)

    assert names(papers=["halal"]) == ["Satu"]
    assert names(papers=["halal", "pirt"]) == ["Satu"]
    assert names(papers=["halal", "bpom"]) == []
    assert made(papers=["halal"]) == ["Kopi"]
    assert names(is_verified=True) == ["Dua"]
    Pesantren.objects.filter(pk=two.pk).update(santri=50)
    assert names(is_verified=True) == []  # changed since
    with_cooperative = make_koppontren("al-hikmah").pesantren
    assert names(has_cooperative=True) == [with_cooperative.name]
    assert names(sort="santri")[:2] == ["Dua", "Satu"]
    assert names(text="lamongan", sort="name") == sorted(names(text="lamongan"))


def test_products_are_narrowed_and_sorted() -> None:
    place = make_place("Satu", "Kopi", "Batik")
    make_place("Dua", "Teh", region=JEMBER, sector="minuman", source="koran")
    place.products.filter(name="Kopi").update(price=50_000)
    place.products.filter(name="Batik").update(price=9_000)

    assert made() == ["Teh", "Batik", "Kopi"]
    assert made(region="3509") == made(sector="minuman") == made(is_simulated=False) == ["Teh"]
    assert made(sort="cheap") == ["Batik", "Kopi", "Teh"]
    assert made(sort="dear") == ["Kopi", "Batik", "Teh"]
    assert made(text="satu", sector="makanan", sort="name") == ["Batik", "Kopi"]


def test_each_choice_says_how_many_it_would_leave() -> None:
    one = make_place("Satu", "Kopi", "Teh", sector="minuman", cohort=2019, source="koran")
    make_place("Dua", "Kopi", sector="minuman", cohort=2020)
    make_place("Tiga", "Batik", sector="fashion", cohort=2019, region=JEMBER)
    check(one)
    for product in one.products.all():
        make_paper(product, "halal")

    assert pesantren_counts() == {
        "region": {"3524": 2, "3509": 1},
        "cohort": {"2019": 2, "2020": 1},
        "sector": {"minuman": 2, "fashion": 1},
        "papers": {"halal": 1},
        "verified": {"1": 1},
        "cooperative": {"1": 0},
        "kind": {"real": 1, "simulated": 2},
    }
    # Another region is still counted, what else was chosen narrows it.
    narrowed = pesantren_counts(region="3524", cohort=2019)
    assert narrowed["region"] == {"3524": 1, "3509": 1}
    assert narrowed["cohort"] == {"2019": 1, "2020": 1}
    assert narrowed["sector"] == {"minuman": 1}
    assert pesantren_counts(text="kopi")["region"] == {"3524": 2}
    assert product_counts(sector="minuman") == {
        "region": {"3524": 3},
        "sector": {"minuman": 3, "fashion": 1},
        "papers": {"halal": 2},
        "kind": {"real": 2, "simulated": 1},
    }


def test_beside_a_paper_stand_those_that_hold_it_and_what_was_ticked() -> None:
    one = make_place("Satu", "Kopi", "Teh")
    for place, name, kinds in (
        (one, "Kopi", ["halal", "pirt"]),
        (one, "Teh", ["halal"]),
        (make_place("Dua", "Madu"), "Madu", ["pirt"]),
    ):
        for kind in kinds:
            make_paper(place.products.get(name=name), kind)

    assert pesantren_counts()["papers"] == {"halal": 1, "pirt": 2}
    assert pesantren_counts(papers=["halal"])["papers"] == {"halal": 1, "pirt": 1}
    assert product_counts(papers=["halal"])["papers"] == {"halal": 2, "pirt": 1}
    assert product_counts(papers=["pirt"])["papers"] == {"halal": 1, "pirt": 2}


def test_among_very_many_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST", 1)
    make_place("Satu", "Kopi")
    assert pesantren_counts()["region"] == {"3524": 1}
    make_place("Dua", "Kopi")

    assert pesantren_counts() == {}
    assert survey_pesantren(FIRST, text="kopi").counts == {}


def test_among_very_many_whole_words_come_first_only_where_a_filter_leaves_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(survey, "MOST", 2)
    beginning = make_place("Satu", "Kopiah")
    whole = make_place("Tiga", "Kopi")
    elsewhere = make_place("Dua", "Kopi", region=JEMBER)

    among_many = survey_pesantren(FIRST, text="kopi")
    narrowed = survey_pesantren(FIRST, text="kopi", region="3524")

    assert among_many == (3, [elsewhere.pk, beginning.pk, whole.pk], {})
    assert narrowed == (2, [whole.pk, beginning.pk], {})


@pytest.mark.parametrize("most", [1, 5_000])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"text": "kopi"},
        {"text": "kopi", "sort": "santri"},
        {"sort": "new", "region": "3524"},
        {"text": "lamongan", "sector": "minuman"},
        {"text": "!!!"},
        {"text": "pesantren", "is_simulated": True},
    ],
)
def test_a_page_has_the_rows_of_the_whole_list_in_its_order(
    asked: dict[str, Any], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "MOST", most)
    for number in range(7):
        place = make_place(f"Nama {number % 3} {number}", "Kopi", "Teh", sector="minuman")
        Pesantren.objects.filter(pk=place.pk).update(santri=number or None)
    make_place("Kopi Jaya", "Madu", region=JEMBER, source="koran")
    whole = [place.pk for place in found_pesantren(**asked)]

    for start in (0, 3, 6, 9):
        page = slice(start, start + 3)
        assert survey_pesantren(page, **asked)[:2] == (len(whole), whole[page])


def test_products_of_a_page_come_in_the_order_of_the_whole_list() -> None:
    place = make_place("Satu", "Kopi susu", "Kopi hitam", "Teh")
    place.products.filter(name="Kopi susu").update(price=5_000)
    ways: list[dict[str, Any]] = [{}, {"text": "kopi"}, {"text": "kopi", "sort": "dear"}]
    for asked in [*ways, {"sort": "cheap"}]:
        whole = [product.pk for product in found_products(**asked)]
        found = survey_products(slice(1, 3), **asked)

        assert (found.number, found.keys) == (len(whole), whole[1:3])


def chips(client: Client, path: str) -> list[tuple[str, str]]:
    html = client.get(path).content.decode()
    return re.findall(
        r'<a class="chip" href="([^"]+)"><span class="hush">[^<]+</span>([^<]+)<', html
    )


def test_filters_are_chips_that_come_off_one_by_one(client: Client) -> None:
    make_place("Satu", "Kopi", cohort=2021)

    here = "/pesantren/?q=satu&region=3524&papers=halal&papers=pirt&verified=1&sort=new&cohort="
    assert chips(client, here) == [
        (
            "/pesantren/?q=satu&amp;papers=halal&amp;papers=pirt&amp;verified=1&amp;sort=new",
            "Kabupaten Lamongan",
        ),
        (
            "/pesantren/?q=satu&amp;region=3524&amp;papers=pirt&amp;verified=1&amp;sort=new",
            "Halal",
        ),
        (
            "/pesantren/?q=satu&amp;region=3524&amp;papers=halal&amp;verified=1&amp;sort=new",
            "PIRT",
        ),
        (
            "/pesantren/?q=satu&amp;region=3524&amp;papers=halal&amp;papers=pirt&amp;sort=new",
            "Sudah diperiksa",
        ),
    ]
    assert chips(client, "/produk/?papers=halal") == [("/produk/", "Halal")]


def test_typing_replaces_the_address_and_a_filter_is_a_step_back(client: Client) -> None:
    make_place("Satu", "Kopi")
    typed = client.get("/produk/?q=ko&region=", headers=HTMX | {"HX-Trigger-Name": "q"})
    chosen = client.get("/produk/?q=ko&region=3524&page=2", headers=HTMX)
    back = client.get("/produk/?q=ko", headers=HTMX | {"HX-History-Restore-Request": "true"})

    assert typed["HX-Replace-Url"] == "/produk/?q=ko"
    assert chosen["HX-Push-Url"] == "/produk/?q=ko&region=3524"
    assert typed.content.decode().startswith('<section id="found"')
    assert 'id="choices" hx-swap-oob="true"' in typed.content.decode()
    assert back.content.decode().startswith("<!doctype html>")


def test_the_product_list_shows_price_maker_and_papers(client: Client) -> None:
    place = make_place("Satu", "Kopi", source="koran")
    make_paper(place.products.get(), "halal")
    place.products.update(price=25_000, price_unit="250 g")
    html = client.get("/produk/").content.decode()

    assert "<b>Rp25.000 / 250 g</b>" in html
    assert '<span class="badge ok">' in html
    assert "1 produk" in html


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/pesantren/?verified=1", "Tidak ada pesantren yang cocok"),
        ("/pesantren/?q=zzzz", "Tidak ada yang cocok"),
        ("/produk/?papers=halal", "Tidak ada produk yang cocok"),
        ("/produk/?q=zzzz", "Tidak ada yang cocok"),
    ],
)
def test_empty_lists_say_what_to_do(client: Client, path: str, sentence: str) -> None:
    make_place("Satu", "Kopi")

    assert sentence in client.get(path).content.decode()


@pytest.mark.parametrize(
    "query", ["sort=best", "papers=sim", "papers=%00", "region=1", "sector=x", "kind=2"]
)
def test_products_refuse_filters_that_do_not_exist(client: Client, query: str) -> None:
    make_place("Satu", "Kopi")

    assert client.get(f"/produk/?{query}").status_code == 422


def test_the_product_list_asks_no_more_with_more_rows(
    client: Client, django_assert_num_queries: Counter
) -> None:
    make_place("Satu", "Kopi")
    with django_assert_num_queries(11):
        client.get("/produk/?region=3524")
    for number in range(2):
        make_place(f"Dua {number}", "Kopi", "Teh")
    with django_assert_num_queries(11):
        client.get("/produk/?region=3524")
