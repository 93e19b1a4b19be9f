"""What the office of a kabupaten or kota sees of its own region, and of no other."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, Pesantren, Product
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.programme.regency.queries import overview_of, regions_at_work
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
LAMONGAN = "/wilayah/3524/ikhtisar/"
TODAY = timezone.localdate
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture
def scene() -> Scene:
    return Scene.set()


@pytest.fixture
def officer(scene: Scene) -> User:
    """Of the office of Kabupaten Lamongan."""
    office = world.make_office("lamongan", region=scene.pesantren.region)
    return world.make_member_of(office, Role.OFFICER)


def paper(scene: Scene, product: Product, *, days: int) -> None:
    read_as(scene.manager)
    add_paper(
        product,
        kind=Paper.Kind.HALAL,
        number=f"H{days}",
        valid_until=TODAY() + timedelta(days=days),
        request_id=uuid4(),
        by=scene.manager,
    )


def made(place: Pesantren, name: str) -> Product:
    return Product.objects.create(
        pesantren=place, name=name, sector="makanan", category="x", is_simulated=True
    )


def rows_of(answer: Any) -> int:
    """How many rows a list has, on all its pages."""
    found = answer.context["page"] if "page" in answer.context else answer.context["table"].page
    return int(found.paginator.count)


def test_every_number_is_that_of_the_region(scene: Scene, officer: User) -> None:
    elsewhere = world.make_pesantren("jember", region=world.make_region("3509", "Jember"))
    made(elsewhere, "Kopi")
    for days in (-1, 10, 200):
        paper(scene, made(scene.pesantren, f"Abon {days}"), days=days)
    world.make_pesantren("tanpa-koperasi")
    Pesantren.objects.filter(slug="tanpa-koperasi").update(updated_at=LONG_AGO)
    scene.opened()
    scene.taken()
    scene.closed()
    read_as(officer)

    here = overview_of(scene.pesantren.region, today=TODAY())

    assert here.checks == {
        "perlu": 2,
        "belum": 2,
        "berubah": 0,
        "ditanya": 0,
        "sudah": 0,
        "lama": 1,
        "semua": 2,
    }
    assert (here.pesantren, here.cooperatives["all"], here.without_cooperative) == (2, 1, 1)
    assert here.stages == {"waiting": 1, "taken": 1, "closed": 1}
    assert here.open_cases == 2
    assert [(row.code, row.office, row.number) for row in here.waiting] == [
        ("pembiayaan", "Bidang pembiayaan", 2)
    ]
    assert here.papers == {"expired": 1, "soon": 1}
    assert here.products == {"all": 3, "halal": 2}
    assert [row.slug for row in here.next_checks] == ["tanpa-koperasi", "al-hikmah"]
    assert [(row.what, row.number) for row in here.lacking] == [("rat", 1), ("nik", 1), ("qr", 1)]


def test_each_number_leads_to_as_many_rows(client: Client, scene: Scene, officer: User) -> None:
    world.make_pesantren("tanpa-koperasi")
    for days in (-1, 10, 200):
        paper(scene, made(scene.pesantren, f"Abon {days}"), days=days)
    scene.opened()
    scene.closed()
    client.force_login(officer)

    page = client.get(LAMONGAN).content.decode().replace("&amp;", "&")
    number = r'href="([^"]*3524[^"]*)"[^>]*>(?:<span>[^<]*</span><b>)?[^<\d]*(\d+)'
    said = {(link, int(count)) for link, count in re.findall(number, page)}

    assert {(link, rows_of(client.get(link))) for link, _count in said} == said
    lists = [link.partition("?")[0] for link, _count in said]
    assert {name: lists.count(name) for name in lists} == {
        "/pesantren/": 1,
        "/pesantren/verifikasi/": 6,
        "/produk/": 2,
        "/surat/": 2,
        "/kasus/": 4,
        "/koperasi/": 4,
    }


def test_only_the_offices_that_answer_for_it_see_it(client: Client, scene: Scene) -> None:
    region = scene.pesantren.region
    here = world.make_office("lamongan", region=region)
    there = world.make_office("jember", region=world.make_region("3509", "Jember"))
    assert client.get(LAMONGAN).status_code == 302
    for person, status in (
        (world.make_member_of(here, Role.OFFICER), 200),
        (world.make_member_of(there, Role.OFFICER), 404),
        (world.make_member_of(here, Role.MENTOR), 404),
        (scene.officer, 200),
        (scene.manager, 404),
        (world.make_user(), 404),
    ):
        client.force_login(person)
        assert client.get(LAMONGAN).status_code == status
    client.force_login(scene.officer)
    assert client.get("/wilayah/0000/ikhtisar/").status_code == 404


def test_its_officers_see_their_region_when_they_sign_in(
    client: Client, scene: Scene, officer: User
) -> None:
    world.make_pesantren("jember", region=world.make_region("3509", "Jember"))
    client.force_login(officer)

    page = client.get("/").content.decode()

    assert "Kabupaten Lamongan" in page
    assert "Jember" not in page
    assert regions_at_work(officer) == [scene.pesantren.region]
    assert regions_at_work(scene.officer) == []
    client.force_login(scene.officer)
    assert "Kabupaten Lamongan" not in client.get("/").content.decode()


def test_their_list_of_cases_begins_with_the_region(
    client: Client, scene: Scene, officer: User
) -> None:
    scene.opened()
    client.force_login(officer)

    scopes = client.get("/kasus/").context["scopes"]

    assert [(scope["label"], scope["is_current"]) for scope in scopes] == [
        ("Wilayah kami", True),
        ("Semua yang boleh saya baca", False),
    ]


def test_a_region_without_pesantren_says_how_to_begin(client: Client, scene: Scene) -> None:
    jember = world.make_region("3509", "Jember")
    client.force_login(world.make_member_of(world.make_office("j", region=jember), Role.OFFICER))

    page = client.get("/wilayah/3509/ikhtisar/").content.decode()

    assert "Belum ada pesantren di sini" in page
    assert 'href="/pesantren/impor/"' in page


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, scene: Scene, officer: User, django_assert_num_queries: Counter, more: int
) -> None:
    scene.opened()
    for number in range(more):
        made(world.make_pesantren(f"lain-{number}"), "Kopi")
        scene.opened()
    client.force_login(officer)
    client.get(LAMONGAN)

    with django_assert_num_queries(16):
        client.get(LAMONGAN)
