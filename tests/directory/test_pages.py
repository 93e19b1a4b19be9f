"""The public pages of the directory, as strangers and as machines ask for them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from klinik.directory.commands import record_reading
from klinik.directory.models import Pesantren, Reading
from klinik.directory.search.views import ON_A_PAGE
from klinik.people.access import read_as
from klinik.tenancy.models import Office
from klinik.tenancy.roles import Role
from tests.directory.places import JEMBER, make_place
from tests.world import make_indicator, make_koppontren, make_member_of, make_office

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
# Two of each are the savepoint that a request is in a test.
QUERIES = {"/pesantren/": 11, "/wilayah/3524/": 10, "/wilayah/": 5}


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/pesantren/{query}").content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def test_the_list_is_searched_filtered_and_says_who_is_invented(client: Client) -> None:
    make_place("Nyata", "Kopi Bikla", region=JEMBER, sector="minuman", source="jurnal9.tv")
    make_place("Rekaan", "Kopi Lain", sector="minuman")
    make_place("Jauh", "Batik", sector="fashion", cohort=2019)

    assert names(client) == ["Nyata", "Jauh", "Rekaan"]
    assert names(client, "?q=kopi") == ["Nyata", "Rekaan"]
    assert names(client, "?q=kopi&region=3509") == ["Nyata"]
    assert names(client, "?sector=fashion&cohort=2019&kind=simulated") == ["Jauh"]
    assert names(client, "?kind=real") == ["Nyata"]
    page = client.get("/pesantren/?kind=real").content.decode()
    assert "badge sim" not in page
    assert "badge sim" in client.get("/pesantren/?kind=simulated").content.decode()


def test_while_typing_only_the_panel_comes_and_the_address_follows(client: Client) -> None:
    make_place("Satu", "Kopi")
    typing = {"HX-Request": "true", "HX-Trigger-Name": "q"}
    response = client.get("/pesantren/?q=ko&region=&cohort=", headers=typing)
    html = response.content.decode()

    assert html.startswith('<section id="found"')
    assert "Satu" in html
    # The number is said by an element that stays on the page.
    assert '<p id="found-number" hx-swap-oob="innerHTML">1 pesantren</p>' in html
    page = client.get("/pesantren/").content.decode()
    assert '<p class="hush" role="status" id="found-number"></p>' in page
    assert page.count("found-number") == 1
    assert response["HX-Replace-Url"] == "/pesantren/?q=ko"
    assert response["Vary"] == "HX-Request" or "HX-Request" in response["Vary"]


def test_filters_and_words_stay_in_the_pager(client: Client) -> None:
    for number in range(ON_A_PAGE + 1):
        make_place(f"Kopi {number:02}", cohort=2021)
    html = client.get("/pesantren/?q=kopi&cohort=2021").content.decode()

    assert 'href="?q=kopi&amp;cohort=2021&amp;page=2"' in html
    assert names(client, "?q=kopi&cohort=2021&page=2") == ["Kopi 24"]
    assert names(client, "?q=kopi&page=999999999999999999999999") == ["Kopi 24"]
    assert len(names(client, "?q=kopi&page=nol")) == ON_A_PAGE


def test_the_empty_states_say_what_to_do(client: Client) -> None:
    assert 'class="empty"' in client.get("/pesantren/").content.decode()
    make_place("Satu")
    html = client.get("/pesantren/?q=tidakada").content.decode()

    assert 'class="empty"' in html
    assert '<a class="btn primary" href="/pesantren/">' in html


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%00kopi%00",
        "q=" + "x" * 10_000,
        "q=" + "%EA%A6%8F" * 2_000,
        "q=%D9%82%D9%87%D9%88%D8%A9",
        "q=%ff%fe",
        "q='\"<script>alert(1)</script>",
        "q=!!!",
        "q=a&q=b",
        "q[]=1&page=-1",
        "page=%C2%B2",
    ],
)
def test_whatever_is_typed_gets_a_page(client: Client, query: str) -> None:
    make_place("Satu", "Kopi")
    response = client.get(f"/pesantren/?{query}")

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    "query", ["region=9999", "region=%00", "cohort=abad", "kind=1", "sector=%00", "cohort=%C2%B2"]
)
def test_filters_that_do_not_exist_are_named(client: Client, query: str) -> None:
    make_place("Satu", "Kopi")
    response = client.get(f"/pesantren/?{query}")

    assert response.status_code == 422
    assert b"error-summary" in response.content
    assert names(client, f"?{query}") == []


@pytest.mark.parametrize("path", ["/pesantren/", "/wilayah/3524/", "/wilayah/"])
def test_queries_do_not_grow_with_the_rows(
    client: Client, django_assert_num_queries: Counter, path: str
) -> None:
    make_place("Pertama", "Kopi", "Teh")
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)
    for number in range(2):
        make_place(f"Kopi {number}", "Kopi", "Teh", "Madu")
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)
    for number in range(47):
        make_place(f"Lagi {number}", "Kopi", region=JEMBER if number % 2 else ("3524", "", ""))
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)


def test_a_real_pesantren_shows_its_sources_and_nothing_invented(client: Client) -> None:
    place = make_place("Ponpes Nyata", "Kopi", source="https://jurnal9.tv/klinik", cohort=None)
    html = client.get(place.get_absolute_url()).content.decode()

    assert html.count('href="https://jurnal9.tv/klinik" rel="noopener nofollow">jurnal9.tv') == 2
    assert "badge sim" not in html


def test_an_invented_pesantren_says_so(client: Client) -> None:
    html = client.get(make_place("Rekaan", "Kopi").get_absolute_url()).content.decode()

    assert html.count("badge sim") == 2


def test_its_figures_are_those_that_the_reader_may_see(client: Client) -> None:
    place = make_place("Rekaan")
    person = make_member_of(place, Role.ASSISTANT)
    read_as(person)
    coffee = make_indicator("coffee", unit="kg")
    for value, is_public in ((5, False), (2000, True)):
        record_reading(
            place,
            indicator=coffee,
            value=value,
            period="per hari",
            on=Reading._meta.get_field("on").to_python("2026-03-04"),
            origin=Reading.Origin.SELF_REPORTED,
            source="catatan",
            by=person,
            is_public=is_public,
        )

    def figures() -> list[str]:
        html = client.get(place.get_absolute_url()).content.decode()
        return re.findall(r'<b class="figure">([\d.]+) <span class="unit">kg</span>', html)

    assert figures() == ["2.000"]
    client.force_login(person)
    assert figures() == ["2.000", "5"]


def test_regions_are_counted_on_map_and_in_table(client: Client) -> None:
    make_place("Satu")
    make_place("Dua", "Kopi", source="koran", sector="minuman")
    make_place("Tiga", region=JEMBER)
    html = client.get("/wilayah/").content.decode()

    assert 'aria-label="Kabupaten Lamongan: 2"' in html
    row = html[html.index('<th scope="row"><a href="/wilayah/3524/">') :]
    assert re.findall(r'class="num[^"]*">(\d+)<', row)[:5] == ["2", "1", "1", "0", "0"]


def test_a_phone_shows_the_figure_that_was_chosen(client: Client) -> None:
    make_place("Satu", "Kopi", "Teh")

    def shown(address: str) -> list[str]:
        html = client.get(address).text
        return re.findall(r'<th scope="col" class="num">([^<]+)<', html)

    assert shown("/wilayah/") == ["Pesantren", "yang nyata"]
    assert shown("/wilayah/?figure=products") == ["Produk"]


def test_one_region(client: Client) -> None:
    make_place("Satu", "Kopi", "Teh", sector="minuman")
    make_place("Tiga", region=JEMBER)
    html = client.get("/wilayah/3524/").content.decode()

    assert re.findall(r'<b class="figure">(\d+)</b>', html) == ["1", "2", "0", "0"]
    assert 'href="/produk/?region=3524&amp;sector=minuman"' in html
    assert (">Satu</a>" in html, ">Tiga</a>" in html) == (True, False)


@pytest.mark.parametrize(
    "path",
    ["/wilayah/9999/", "/wilayah/" + "3" * 5000 + "/", "/pesantren/tidak-ada/", "/bukti/x/"],
)
def test_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/pesantren/", "/wilayah/"])
def test_pages_are_read_only_and_answer_link_previews(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
    assert Pesantren.objects.count() == 0


def test_an_unknown_cohort_is_left_out_of_the_list(client: Client) -> None:
    make_place("Satu", "Kopi", cohort=None)

    page = client.get("/pesantren/").content.decode()

    assert page.count('<td class="num" data-label="Angkatan"></td>') == 1


def test_a_slip_of_the_finger_finds_what_was_meant(client: Client) -> None:
    make_place("Nurul Huda")

    page = client.get("/pesantren/?q=nurul+hdua").content.decode()

    assert names(client, "?q=nurul+hdua") == ["Nurul Huda"]
    assert "“nurul hdua”" in page
    assert "“nurul huda”" in page


@pytest.mark.parametrize(
    ("figure", "shown"), [("pesantren", 2), ("products", 3), ("cooperative", 1), ("santri", 90)]
)
def test_the_map_shows_the_figure_of_the_address(client: Client, figure: str, shown: int) -> None:
    make_place("Satu", "Kopi", "Teh", "Madu")
    Pesantren.objects.update(santri=90)
    make_koppontren("al-hikmah")
    make_place("Jauh", region=JEMBER)

    html = client.get(f"/wilayah/?figure={figure}").content.decode()

    assert f'aria-label="Kabupaten Lamongan: {shown}"' in html
    assert re.findall(r'id="figure-(\w+)"[^>]* aria-current', html) == [figure]


def test_a_figure_that_is_not_counted(client: Client) -> None:
    assert client.get("/wilayah/?figure=uang").status_code == 404


def test_choosing_a_figure_swaps_map_and_table_alone(client: Client) -> None:
    html = client.get("/wilayah/?figure=santri", headers={"HX-Request": "true"}).content.decode()

    assert html.startswith('<div id="figures"')


def test_a_region_names_its_office(client: Client) -> None:
    place = make_place("Satu")
    assert "belum ikut" in client.get("/wilayah/3524/").content.decode()
    make_office("lamongan", region=place.region)

    html = client.get("/wilayah/3524/").content.decode()

    assert f"<li>{Office.objects.get(code='lamongan')}</li>" in html
