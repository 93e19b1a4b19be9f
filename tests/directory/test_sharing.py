"""How addresses of the directory look where they are passed on, and what search engines read."""

import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from klinik.directory.models import Pesantren, Product
from klinik.directory.sharing.picture import drawn
from tests.directory.places import make_place

pytestmark = pytest.mark.django_db
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def structured(client: Client, path: str) -> list[dict[str, Any]]:
    html = client.get(path).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    found: dict[str, Any] = json.loads(block)
    assert found["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = found["@graph"]
    return graph


def open_graph(client: Client, path: str) -> dict[str, str]:
    html = client.get(path).content.decode()
    return dict(re.findall(r'<meta property="og:([a-z_:]+)" content="([^"]*)">', html))


def test_a_shared_pesantren_has_its_name_and_picture(client: Client) -> None:
    place = make_place("Ponpes Nyata", "Kopi", source="koran")
    told = open_graph(client, place.get_absolute_url())

    assert told["title"] == "Ponpes Nyata"
    assert told["url"] == f"http://localhost:8000/pesantren/{place.slug}/"
    assert told["image"] == f"http://localhost:8000/pesantren/{place.slug}/gambar.png"
    html = client.get(place.get_absolute_url()).content.decode()
    assert f'<link rel="canonical" href="{told["url"]}">' in html
    assert "https://wa.me/?text=Ponpes%20Nyata%3A%20http" in html


def test_pictures_are_drawn_in_the_size_that_messengers_show(client: Client) -> None:
    place = make_place("Ponpes Nyata", "Kopi")
    for path in (
        place.get_absolute_url(),
        Product.objects.get().get_absolute_url(),
        place.region.get_absolute_url(),
    ):
        response = client.get(f"{path}gambar.png")
        picture = Image.open(io.BytesIO(response.content))
        again = client.get(f"{path}gambar.png", headers={"If-None-Match": response["ETag"]})

        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(response.content) < 80_000
        assert again.status_code == 304


@pytest.mark.parametrize("title", ["", "مدرسة", "x" * 200, "Ḥalāl " * 40, "Qur’an"])
def test_any_name_can_be_drawn(title: str) -> None:
    picture = drawn(
        "Klinik OPOP", "Pesantren", title, ("Kabupaten Lamongan", "a" * 300), "simulasi"
    )

    assert Image.open(io.BytesIO(picture)).size == (1200, 630)


@pytest.mark.parametrize(
    "path",
    ["/pesantren/tidak-ada/gambar.png", "/produk/99999999999999999999/gambar.png",
     "/wilayah/9999/gambar.png"],
)  # fmt: skip
def test_a_picture_of_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_search_engines_read_what_is_known(client: Client) -> None:
    place = make_place("Ponpes Nyata", "Kopi", source="koran")
    Pesantren.objects.update(
        district="Paciran", phone="6281234567890", latitude="-6.9", longitude="112.3"
    )
    Product.objects.update(price=25_000)
    organization, way = structured(client, place.get_absolute_url())
    product, _ = structured(client, Product.objects.get().get_absolute_url())
    region, _ = structured(client, "/wilayah/3524/")

    assert organization == {
        "@type": "EducationalOrganization",
        "name": "Ponpes Nyata",
        "url": f"http://localhost:8000/pesantren/{place.slug}/",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Paciran",
            "addressRegion": "Kabupaten Lamongan",
            "addressCountry": "ID",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": -6.9, "longitude": 112.3},
        "telephone": "+6281234567890",
    }
    assert [step["name"] for step in way["itemListElement"]] == [
        "Pesantren",
        "Kabupaten Lamongan",
        "Ponpes Nyata",
    ]
    assert product["offers"] == {"@type": "Offer", "price": 25_000, "priceCurrency": "IDR"}
    assert region["@type"] == "AdministrativeArea"


def test_no_name_ends_the_block_of_data(client: Client) -> None:
    place = make_place("</script><script>alert(1)</script>", source="koran")
    html = client.get(place.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    assert structured(client, place.get_absolute_url())[0]["name"] == place.name


def test_what_is_invented_is_not_for_search_engines(client: Client) -> None:
    real, invented = make_place("Nyata", "Kopi", source="koran"), make_place("Rekaan", "Teh")
    mark = '<meta name="robots" content="noindex">'

    assert mark in client.get(invented.get_absolute_url()).content.decode()
    assert mark not in client.get(real.get_absolute_url()).content.decode()
    assert places(client, "/sitemap-pesantren-1.xml") == [real.get_absolute_url()]
    assert places(client, "/sitemap-produk-1.xml") == [real.products.get().get_absolute_url()]


def places(client: Client, path: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(path).content)
    found = [place.text or "" for place in tree.iter(f"{SITE}loc")]
    return [place.removeprefix("http://localhost:8000") for place in found]


def test_the_sitemap_leads_to_every_file_and_each_address_answers(client: Client) -> None:
    make_place("Nyata", "Kopi", source="koran")
    files = places(client, "/sitemap.xml")

    assert files == [
        "/sitemap-halaman-1.xml",
        "/sitemap-pesantren-1.xml",
        "/sitemap-produk-1.xml",
        "/sitemap-wilayah-1.xml",
    ]
    for file in files:
        for path in places(client, file):
            assert client.get(path).status_code == 200, path
    text = client.get("/sitemap-pesantren-1.xml").content.decode()
    assert re.search(r"<lastmod>20\d\d-\d\d-\d\dT[\d:]+\+00:00</lastmod>", text)


@pytest.mark.parametrize(
    "path", ["/sitemap-pesantren-2.xml", "/sitemap-lain-1.xml", "/sitemap-pesantren-0.xml"]
)
def test_files_that_the_sitemap_does_not_have(client: Client, path: str) -> None:
    make_place("Nyata", source="koran")

    assert client.get(path).status_code == 404


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert text.endswith("Sitemap: http://localhost:8000/sitemap.xml\n")
