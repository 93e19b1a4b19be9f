"""The directory for programs: pages with cursors, and open data as files."""

import csv
import io
import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.directory.commands import record_reading
from klinik.directory.models import ContactPerson, Pesantren, Product, Reading
from klinik.directory.opened.datasets import DATASETS
from klinik.directory.opened.words import MEANINGS
from klinik.people.access import read_as
from klinik.tenancy.roles import Role
from tests.directory.places import JEMBER, make_place
from tests.world import make_indicator, make_member_of, make_partner

pytestmark = pytest.mark.django_db


def ask(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api{path}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def names(client: Client, path: str) -> list[str]:
    return [row["name"] for row in ask(client, path)["results"]]


def test_pages_go_on_where_the_last_one_ended(client: Client) -> None:
    for name in ("Satu", "Dua", "Tiga"):
        make_place(name)
    first = ask(client, "/pesantren?limit=2")
    make_place("Empat")
    second = ask(client, f"/pesantren?limit=2&cursor={first['next']}")

    assert [row["name"] for row in first["results"]] == ["Satu", "Dua"]
    assert [row["name"] for row in second["results"]] == ["Tiga", "Empat"]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "a2U=", "azk5OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "é"])
def test_a_cursor_that_nobody_handed_out(client: Client, cursor: str) -> None:
    assert ask(client, f"/pesantren?cursor={cursor}", 422)["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "q=%00", "papers=sim", "kind=1", "cohort=1"]
)
def test_what_cannot_be_asked_is_named(client: Client, query: str) -> None:
    assert ask(client, f"/pesantren?{query}", 422)["code"] == "not_understood"


def test_the_filters_are_those_of_the_page(client: Client) -> None:
    make_place("Satu", "Kopi", sector="minuman", cohort=2019, source="koran")
    make_place("Dua", "Batik", sector="fashion", region=JEMBER)

    assert names(client, "/pesantren?q=kopi") == names(client, "/pesantren?kind=real") == ["Satu"]
    assert names(client, "/pesantren?region=3509") == ["Dua"]
    assert names(client, "/pesantren?cohort=2019&sector=minuman") == ["Satu"]
    assert names(client, "/pesantren?checked=true") == []
    assert names(client, "/products?sector=fashion") == names(client, "/products?q=jember")
    assert names(client, "/products?papers=halal&papers=pirt") == []


def test_one_of_each(client: Client) -> None:
    place = make_place("Satu", "Kopi", source="koran")
    product = Product.objects.get()
    partner = make_partner()

    assert ask(client, f"/pesantren/{place.slug}") == {
        "slug": place.slug,
        "name": "Satu",
        "page": f"http://localhost:8000/pesantren/{place.slug}/",
        "nspp": "",
        "region": "3524",
        "region_name": "Kabupaten Lamongan",
        "district": "",
        "village": "",
        "address": "",
        "postcode": "",
        "latitude": None,
        "longitude": None,
        "santri": None,
        "santri_on": None,
        "cohort": 2021,
        "pillars": [],
        "website": "",
        "phone": "",
        "email": "",
        "instagram": "",
        "marketplaces": [],
        "about": "",
        "source": "koran",
        "checked_on": None,
        "checked_by": "",
        "is_simulated": False,
        "updated_at": ask(client, f"/pesantren/{place.slug}")["updated_at"],
    }
    assert ask(client, f"/products/{product.pk}")["pesantren"] == place.slug
    assert ask(client, f"/partners/{partner.slug}")["name"] == partner.name
    assert ask(client, "/regions")[0]["pesantren_real"] == 1
    for path in ("/pesantren/tidak-ada", "/products/999999999", "/partners/tidak-ada"):
        assert ask(client, path, 404)["code"] == "not_found"


def test_only_public_figures_are_told(client: Client) -> None:
    place = make_place("Satu")
    person = make_member_of(place, Role.ASSISTANT)
    read_as(person)
    for value, is_public in ((5, False), (2_000, True)):
        record_reading(
            place,
            indicator=make_indicator("coffee", unit="kg"),
            value=value,
            period="per hari",
            on=date(2026, 3, 4),
            origin=Reading.Origin.SELF_REPORTED,
            source="catatan",
            by=person,
            is_public=is_public,
        )
    client.force_login(person)

    told = ask(client, "/readings")["results"]
    assert [(row["indicator"], row["value"], row["unit"]) for row in told] == [
        ("coffee", "2000", "kg")
    ]
    assert ask(client, "/readings?pesantren=lain")["results"] == []
    assert [row["code"] for row in ask(client, "/indicators")["results"]] == ["coffee"]
    assert [row["value"] for row in rows(client, "angka")] == ["2000"]


def rows(client: Client, name: str) -> list[dict[str, str]]:
    text = client.get(f"/data/{name}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_file_holds_what_the_api_tells(client: Client) -> None:
    make_place("=1+1", "Kopi", source="koran")
    make_place("Dua")
    csv_rows, page = rows(client, "pesantren"), ask(client, "/pesantren")["results"]
    told = json.loads(client.get("/data/pesantren.json").content)

    assert [row["name"] for row in csv_rows] == ["'=1+1", "Dua"]
    assert [row["is_simulated"] for row in csv_rows] == ["0", "1"]
    assert (told["rows"], list(csv_rows[0])) == (page, list(page[0]))
    assert rows(client, "produk")[0]["pesantren_name"] == "'=1+1"
    assert rows(client, "wilayah")[0]["pesantren"] == "2"


def test_nobody_learns_whom_an_office_calls(client: Client) -> None:
    place = make_place("Satu")
    read_as(make_member_of(place, Role.ASSISTANT))
    ContactPerson.objects.create(pesantren=place, name="Rahasia Sekali", phone="6281234567890")

    for path in ("/data/pesantren.csv", "/data/pesantren.json", "/api/pesantren"):
        text = client.get(path).content.decode()
        assert "Rahasia" not in text
        assert "6281234567890" not in text


def test_who_has_a_file_already_is_told_so(client: Client) -> None:
    make_place("Satu")
    first = client.get("/data/pesantren.csv")
    again = client.get("/data/pesantren.csv", headers={"If-None-Match": first["ETag"]})
    since = client.get(
        "/data/pesantren.csv", headers={"If-None-Match": '"x"', "Accept-Encoding": "identity"}
    )
    Pesantren.objects.update(district="Paciran")
    changed = client.get("/data/pesantren.csv", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "Last-Modified" in first
    assert since.status_code == changed.status_code == 200
    assert first["Content-Disposition"] == 'attachment; filename="pesantren.csv"'


@pytest.mark.parametrize("path", ["/data/lain.csv", "/data/pesantren.pdf", "/data/pesantren"])
def test_other_files_are_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_of_the_data_explains_every_field(client: Client) -> None:
    make_place("Satu")
    html = client.get("/data/").content.decode()

    for dataset in DATASETS.values():
        assert set(dataset.fields) <= set(MEANINGS)
        assert f'href="/data/{dataset.name}.json"' in html
    assert "<code>is_simulated</code>" in html


def test_the_page_of_the_api_lists_every_operation(client: Client) -> None:
    document = json.loads(client.get("/api/openapi.json").content)
    html = client.get("/data/api/").content.decode()

    for path, operations in document["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in html


def test_stories_are_told_with_their_figures(client: Client) -> None:
    assert ask(client, "/stories") == {"results": [], "next": None}
    assert ask(client, f"/stories/{uuid4().hex}", 404)["code"] == "not_found"
