"""The pages on which officers find twins, compare them and join them, and what visitors find."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from klinik.directory.commands import describe_pesantren, verify_pesantren
from klinik.directory.imports.queries import Known
from klinik.directory.models import Cover, Merger, NotTwins, Pesantren, Product
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.merging.words import BELONGINGS, HIDDEN
from klinik.tenancy.roles import Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
LIST, COMPARE = "/kembar/", "/kembar/nurul-huda/nurulhuda/"


@pytest.fixture
def officer(db: None, client: Client) -> User:
    person = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    client.force_login(person)
    read_as(person)
    return person


@pytest.fixture
def pair(officer: User) -> tuple[Pesantren, Pesantren]:
    rows = world.make_pesantren("nurul-huda"), world.make_pesantren("nurulhuda")
    Pesantren.objects.filter(slug="nurulhuda").update(name="PP. Nurulhuda")
    return rows


def sent(client: Client, **other: Any) -> dict[str, Any]:
    """The form as the page shows it, with the word that they are one."""
    form = client.get(COMPARE).context["form"]
    filled = {field.html_name: field.value() for field in form}
    return filled | {"same": "on", "request_id": str(uuid4())} | other


def page(client: Client, url: str) -> str:
    return " ".join(client.get(url, follow=True).content.decode().split())


def test_only_those_who_may_find_the_pages(client: Client, db: None) -> None:
    here, there = world.make_region(), world.make_region("3509", "Jember")
    ours = world.make_pesantren("nurul-huda", region=here)
    world.make_pesantren("nurulhuda", region=here)
    lamongan = world.make_office("lamongan", region=here)
    jember = world.make_office("jember", region=there)
    province = world.make_office("sekretariat")
    people = {
        world.make_member_of(province, Role.SECRETARIAT): (200, 200, 200),
        world.make_member_of(province, Role.OFFICER): (404, 404, 404),
        world.make_member_of(lamongan, Role.OFFICER): (200, 200, 200),
        world.make_member_of(jember, Role.OFFICER): (200, 404, 404),
        world.make_member_of(ours, Role.ASSISTANT): (404, 404, 404),
        world.make_user(): (404, 404, 404),
    }
    urls = (LIST, f"{LIST}nurul-huda/", COMPARE)
    assert [client.get(url).status_code for url in urls] == [302] * 3
    for person, expected in people.items():
        client.force_login(person)
        assert tuple(client.get(url).status_code for url in urls) == expected, person.name
        assert client.post(COMPARE, {}).status_code == (422 if expected[2] == 200 else 404)
        if expected[2] == 404:
            assert client.post(f"{COMPARE}bukan/").status_code == 404
    assert (Pesantren.objects.count(), Merger.objects.count()) == (2, 0)


def test_likely_twins_stand_in_the_list_with_why(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    Pesantren.objects.update(phone="628123456789")
    shown = page(client, LIST)

    assert "nama sama" in shown
    assert "telepon sama" in shown
    assert f'href="{COMPARE}"' in shown
    client.post(f"{COMPARE}bukan/")
    assert "Tidak ada yang kembar" in page(client, LIST)
    assert "menyatakan bahwa ini dua pesantren" in page(client, COMPARE)
    assert NotTwins.objects.count() == 1


def test_another_record_is_found_by_its_name(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    assert f'href="{LIST}nurul-huda/"' in page(client, "/pesantren/nurul-huda/ubah/")
    assert f'href="{COMPARE}"' in page(client, f"{LIST}nurul-huda/")
    assert "Tidak ada lagi yang bernama begitu" in page(client, f"{LIST}nurul-huda/?q=zzzzq")


def test_what_is_filled_and_what_was_checked_is_chosen_already(
    client: Client, pair: tuple[Pesantren, Pesantren], officer: User
) -> None:
    one, other = pair
    describe_pesantren(one, version=1, source="Daftar", village="Desa A", district="Babat")
    now = Pesantren.objects.get(pk=other.pk)
    describe_pesantren(
        other, version=now.version, source="Daftar", email="a@contoh.example", village="Desa B"
    )
    now = Pesantren.objects.get(pk=other.pk)
    verify_pesantren(other, version=now.version, office="x", request_id=uuid4(), by=officer)

    form = client.get(COMPARE).context["form"]

    assert {field.html_name: field.value() for field in form if not field.is_hidden} == {
        "stays": "dua",
        "fact-name": "dua",
        "fact-village": "dua",
        "fact-district": "satu",
        "fact-email": "dua",
        "same": None,
    }


def test_two_become_one_and_everybody_hears_of_it(
    client: Client, pair: tuple[Pesantren, Pesantren], officer: User
) -> None:
    one, other = pair
    people = [world.make_member_of(row, Role.ASSISTANT) for row in pair]
    ours, theirs = (
        Product.objects.create(
            pesantren=row, name="Kopi", sector="minuman", category="x", is_simulated=True
        )
        for row in pair
    )
    form = sent(client, stays="satu", **{"fact-name": "dua", f"product-{ours.pk}": "dua"})

    answer = client.post(COMPARE, form)

    assert answer["Location"] == "/pesantren/nurul-huda/"
    merger = Merger.objects.get()
    assert (merger.kept_id, merger.gone, merger.by, merger.by_office) == (
        one.pk,
        other.pk,
        officer,
        "Bidang sekretariat",
    )
    kept = Pesantren.objects.get()
    assert (kept.slug, kept.name) == ("nurul-huda", "PP. Nurulhuda")
    assert [row.pk for row in kept.products.on_offer()] == [theirs.pk]
    told = set()
    for person in people:
        read_as(person)
        told |= {(row.kind, row.url, row.person_id) for row in Notification.objects.all()}
    assert told == {("pesantren.merged", "/pesantren/nurul-huda/", row.pk) for row in people}
    assert "kini menjadi bagian dari" in page(client, answer["Location"])
    again = client.post(COMPARE, form)
    assert again["Location"] == "/pesantren/nurul-huda/"
    assert Merger.objects.count() == 1


def test_without_the_word_that_they_are_one_nothing_happens(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    form = sent(client)
    del form["same"]

    answer = client.post(COMPARE, form)

    assert answer.status_code == 422
    assert "Centang ini setelah Anda yakin" in answer.content.decode()
    for nonsense in ({"stays": "tiga"}, {"one_version": "x"}, {"request_id": "x"}):
        assert client.post(COMPARE, sent(client, **nonsense)).status_code == 422
    assert Pesantren.objects.count() == 2


def test_who_changed_one_meanwhile_is_seen_before_it_is_merged(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    form = sent(client, **{"fact-name": "dua"})
    Pesantren.objects.filter(slug="nurul-huda").update(village="Desa A")

    answer = client.post(COMPARE, form)

    assert answer.status_code == 422
    assert "Ada yang mengubah salah satunya" in answer.content.decode()
    again = answer.context["form"]
    filled = {field.html_name: field.value() for field in again}
    assert filled["fact-name"] == "dua"
    assert client.post(COMPARE, filled | {"fact-village": "satu"}).status_code == 302
    assert Pesantren.objects.get().village == "Desa A"


def test_what_is_never_merged_has_no_button(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    for row in pair:
        world.make_koppontren(row.slug, pesantren=row)
    shown = page(client, COMPARE)
    assert "pembukuan tidak pernah digabung" in shown
    assert "Gabungkan keduanya" not in shown
    form = {"stays": "satu", "fact-name": "satu", "same": "on", "request_id": str(uuid4())}
    answer = client.post(COMPARE, form | {"one_version": 1, "other_version": 2})
    assert answer.status_code == 422
    assert Pesantren.objects.count() == 2
    assert client.get(f"{LIST}nurul-huda/nurul-huda/").status_code == 422
    assert client.get(f"{LIST}nurul-huda/tidak-ada/").status_code == 404


def test_every_address_of_the_one_that_went_leads_on(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    client.post(COMPARE, sent(client, stays="satu"))
    for below in ("", "gambar.png", "ubah/", "periksa/", "surat/", "orang/", "riwayat/?page=1"):
        answer = client.get(f"/pesantren/nurulhuda/{below}")
        assert (answer.status_code, answer["Location"]) == (
            301,
            f"/pesantren/nurul-huda/{below}",
        ), below
    answer = client.get("/api/pesantren/nurulhuda")
    assert (answer.status_code, answer["Location"]) == (301, "/api/pesantren/nurul-huda")
    answer = client.get("/kisah/pesantren/nurulhuda/")
    assert (answer.status_code, answer["Location"]) == (301, "/kisah/pesantren/nurul-huda/")
    assert client.get("/pesantren/tidak-ada/").status_code == 404

    answer = client.post("/pesantren/nurulhuda/ubah/", {"section": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/pesantren/nurul-huda/")
    assert "belum tersimpan" in page(client, "/pesantren/nurul-huda/")


def test_no_address_leads_to_another_site(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    client.post(COMPARE, sent(client, stays="satu"))
    for before in ("//lain.example", "///lain.example", "/\\lain.example", "//", "/lain.example:8"):
        answer = client.get("/", PATH_INFO=f"{before}/pesantren/nurulhuda/")
        assert (answer.status_code, answer.get("Location")) == (404, None), before


def test_the_public_lists_know_one(client: Client, pair: tuple[Pesantren, Pesantren]) -> None:
    client.post(COMPARE, sent(client, stays="satu"))
    client.logout()
    for url in (
        "/pesantren/?q=nurul+huda",
        "/data/pesantren.csv",
        "/data/pesantren.json",
        "/api/pesantren",
    ):
        answer = client.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"/pesantren/nurulhuda/" not in body, url
        assert b"nurul-huda" in body, url


def test_the_history_of_both_is_read_in_one(
    client: Client, pair: tuple[Pesantren, Pesantren], officer: User
) -> None:
    one, other = pair
    region = world.make_office("lamongan", region=one.region)
    now = Pesantren.objects.get(pk=other.pk)
    describe_pesantren(other, version=now.version, source="Daftar", village="Desa Lama")
    client.post(COMPARE, sent(client, stays="satu", **{"fact-village": "satu"}))

    for person in (
        officer,
        world.make_member_of(region, Role.OFFICER),
        world.make_member_of(one, Role.ASSISTANT),
    ):
        client.force_login(person)
        shown = page(client, "/pesantren/nurul-huda/riwayat/")
        assert "PP. Nurulhuda digabung ke catatan ini" in shown
        assert "Desa Lama" in shown, person.name


def test_a_table_that_names_the_old_record_means_the_one_that_stays(
    client: Client, pair: tuple[Pesantren, Pesantren]
) -> None:
    Pesantren.objects.filter(slug="nurulhuda").update(name="Bustanul Ulum", nspp="510035240001")
    client.post(COMPARE, sent(client, stays="satu", **{"fact-name": "satu"}))

    known = Known()

    kept = Pesantren.objects.get()
    assert known.by_nspp == {"510035240001": kept.pk}
    assert set.union(*known.by_place.values()) == {kept.pk}
    assert len(known.by_place) == 2
    assert known.free_slug("nurulhuda", "Lamongan") == "nurulhuda-lamongan"


def test_a_photo_that_was_not_chosen_leaves_the_disk(
    client: Client,
    pair: tuple[Pesantren, Pesantren],
    django_capture_on_commit_callbacks: Counter,
) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    for row in pair:
        names = [
            default_storage.save(f"photos/{row.slug}{size}.webp", ContentFile(b"x"))
            for size in ("", "-s")
        ]
        Cover.objects.create(
            pesantren=row, large=names[0], small=names[1], width=1, height=1, alt="Gerbang"
        )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(COMPARE, sent(client, stays="satu", **{"fact-cover": "dua"}))

    there = [default_storage.exists(f"photos/{slug}.webp") for slug in ("nurul-huda", "nurulhuda")]
    assert there == [False, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_many(
    client: Client, officer: User, rows: int, django_assert_num_queries: Counter
) -> None:
    for n in range(rows):
        for twin in "ab":
            row = world.make_pesantren(f"{twin}{n}")
            Pesantren.objects.filter(pk=row.pk).update(name=f"Nurul Huda{'abcdefgh'[n] * 3}x")
    client.get(LIST)
    with django_assert_num_queries(9):
        assert len(client.get(LIST).context["pairs"]) == rows


def test_every_table_that_moves_has_a_word(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT place::text FROM directory_points_at_pesantren()")
        tables = {name for (name,) in cursor.fetchall()}

    assert tables == set(BELONGINGS) | HIDDEN, "say in tenancy/merging/words.py what it holds"
