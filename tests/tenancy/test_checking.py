"""Officers look at the pages of pesantren: the queue, the decision, the question, the papers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.directory.commands import (
    add_paper,
    ask_pesantren,
    describe_pesantren,
    verify_pesantren,
)
from klinik.directory.models import FactCheck, Paper, PaperCheck, Pesantren, Product
from klinik.directory.rules import ChangedMeanwhile
from klinik.directory.upkeep.queries import State, numbers_to_check, pesantren_to_check
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
TODAY = timezone.localdate
QUEUE = "/pesantren/verifikasi/"
CHECK = "/pesantren/al-hikmah/periksa/"


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def officer(ours: Koppontren, client: Client) -> User:
    person = world.make_member_of(world.make_office(), Role.OFFICER)
    client.force_login(person)
    read_as(person)
    return person


def now(place: Koppontren) -> Pesantren:
    return Pesantren.objects.get(pk=place.pesantren_id)


def paper_of(place: Koppontren) -> Paper:
    by = world.make_member_of(place, Role.MANAGER)
    read_as(by)
    product = Product.objects.create(
        pesantren=place.pesantren, name="Abon", sector="makanan", category="x", is_simulated=True
    )
    said: dict[str, Any] = {"kind": Paper.Kind.NIB, "number": "N-1", "valid_until": None}
    return add_paper(product, request_id=uuid4(), by=by, **said)


def test_only_officers_of_the_province_or_its_regency_look(
    client: Client, ours: Koppontren
) -> None:
    paper = paper_of(ours)
    here = world.make_office("dinas-lamongan", region=ours.pesantren.region)
    there = world.make_office("dinas-jember", region=world.make_region("3509", "Jember"))
    people = {
        world.make_member_of(world.make_office(), Role.OFFICER): (200, 200),
        world.make_member_of(here, Role.OFFICER): (200, 200),
        world.make_member_of(there, Role.OFFICER): (200, 404),
        world.make_member_of(here, Role.MENTOR): (404, 404),
        world.make_member_of(ours, Role.MANAGER): (404, 404),
        world.make_user(): (404, 404),
    }
    assert [client.get(url).status_code for url in (QUEUE, CHECK)] == [302, 302]
    for person, (queue, check) in people.items():
        client.force_login(person)
        assert (client.get(QUEUE).status_code, client.get(CHECK).status_code) == (queue, check)
        for url in (CHECK, f"{CHECK}tanya/", f"{CHECK}surat/{paper.pk}/"):
            assert client.post(url, {}).status_code == (422 if check == 200 else 404)

    read_as(next(iter(people)))
    assert (FactCheck.objects.count(), PaperCheck.objects.count()) == (0, 0)


def test_found_right_is_public_and_told(client: Client, ours: Koppontren, officer: User) -> None:
    manager = world.make_member_of(ours, Role.MANAGER)
    form = {"version": 1, "request_id": uuid4()}
    for _twice in range(2):
        assert client.post(CHECK, form)["Location"] == QUEUE

    kept = now(ours)
    assert (kept.verified_on, kept.verified_by, kept.verified_as) == (
        TODAY(),
        officer,
        "Bidang pembiayaan",
    )
    assert (kept.version, kept.is_verified) == (1, True)
    read_as(manager)
    assert [(n.kind, n.url) for n in Notification.objects.all()] == [
        ("pesantren.checked", "/pesantren/al-hikmah/")
    ]
    client.logout()
    page = client.get("/pesantren/al-hikmah/").content.decode()
    assert "oleh Bidang pembiayaan" in page
    describe_pesantren(kept, version=1, source="x", district="Babat")
    assert "berubah sejak itu" in client.get("/pesantren/al-hikmah/").content.decode()


def test_what_changed_since_stands_side_by_side(
    client: Client, ours: Koppontren, officer: User
) -> None:
    verify_pesantren(ours.pesantren, version=1, office="x", request_id=uuid4(), by=officer)
    assert "Tidak ada yang berubah" in client.get(CHECK).content.decode()
    facts = {"santri": 1240, "santri_on": TODAY(), "pillars": ["sosiopreneur"]}
    describe_pesantren(ours.pesantren, version=1, source="x", **facts)

    page = " ".join(client.get(CHECK).content.decode().split())
    assert '>Santri</th><td data-label="Sebelum">–</td>' in page
    assert "<b>1.240</b>" in page
    assert "<b>sosiopreneur</b>" in page


def test_what_changes_under_the_officers_eyes_is_looked_at_again(
    client: Client, ours: Koppontren, officer: User
) -> None:
    describe_pesantren(ours.pesantren, version=1, source="x", district="Babat")

    answer = client.post(CHECK, {"version": 1, "request_id": uuid4()})

    assert answer.status_code == 422
    assert 'name="version" value="2"' in answer.content.decode()
    assert now(ours).verified_on is None
    with pytest.raises(ChangedMeanwhile):
        verify_pesantren(ours.pesantren, version=1, office="x", request_id=uuid4(), by=officer)


def test_a_question_reaches_the_people_and_waits_until_a_fact_changes(
    client: Client, ours: Koppontren, officer: User
) -> None:
    manager = world.make_member_of(ours, Role.MANAGER)
    form = {"note": "Jumlah santri tahun ini?", "request_id": uuid4()}
    for _twice in range(2):
        assert client.post(f"{CHECK}tanya/", form).status_code == 302
    read_as(manager)
    told = Notification.objects.get()
    assert (told.kind, told.url) == ("pesantren.asked", "/pesantren/al-hikmah/ubah/")
    assert FactCheck.objects.count() == 1

    client.force_login(manager)
    assert "Jumlah santri tahun ini?" in client.get(told.url).content.decode()
    Pesantren.objects.filter(pk=ours.pesantren_id).update(updated_at=timezone.now())  # answered
    assert "Jumlah santri tahun ini?" not in client.get(told.url).content.decode()


def test_the_states_of_the_queue(ours: Koppontren, officer: User) -> None:
    jember = world.make_region("3509", "Jember")
    asked, changed, right = (
        world.make_pesantren(slug, region=jember) for slug in ("tanya", "ubah", "benar")
    )
    for row in (changed, right):
        verify_pesantren(row, version=1, office="x", request_id=uuid4(), by=officer)
    describe_pesantren(changed, version=1, source="x", district="Babat")
    ask_pesantren(asked, note="?", office="x", request_id=uuid4(), by=officer)

    def slugs(state: State, **other: Any) -> list[str]:
        rows = pesantren_to_check(state=state, **{"regions": None} | other)
        return [row.slug for row in rows]

    assert slugs(State.NEVER) == ["al-hikmah"]
    assert slugs(State.CHANGED) == ["ubah"]
    assert slugs(State.ASKED) == ["tanya"]
    assert slugs(State.CHECKED) == ["benar"]
    assert sorted(slugs(State.TO_CHECK)) == ["al-hikmah", "ubah"]
    assert slugs(State.TO_CHECK, regions=[jember.pk]) == ["ubah"]
    assert slugs(State.TO_CHECK, text="hikmah") == ["al-hikmah"]
    assert slugs(State.TO_CHECK, is_simulated=False) == []
    assert numbers_to_check(regions=[jember.pk]) == {
        State.TO_CHECK: 1,
        State.NEVER: 0,
        State.CHANGED: 1,
        State.ASKED: 1,
        State.CHECKED: 1,
        State.STALE: 0,
        State.ALL: 3,
    }


def test_a_regency_sees_its_own_queue(client: Client, ours: Koppontren) -> None:
    jember = world.make_region("3509", "Jember")
    world.make_pesantren("lain", region=jember)
    client.force_login(
        world.make_member_of(world.make_office("dinas-jember", region=jember), Role.OFFICER)
    )
    for url in (QUEUE, f"{QUEUE}?daerah=3524", f"{QUEUE}?tampil=x&daerah=%00&jenis=y&page=z"):
        page = client.get(url).content.decode()
        assert "/pesantren/lain/periksa/" in page
        assert "/pesantren/al-hikmah/periksa/" not in page


def test_a_paper_is_seen_at_its_issuers(client: Client, ours: Koppontren) -> None:
    paper = paper_of(ours)
    officer = world.make_member_of(world.make_office(), Role.OFFICER)
    client.force_login(officer)
    url = f"{CHECK}surat/{paper.pk}/"
    assert "https://oss.go.id/" in client.get(CHECK).content.decode()
    assert client.post(url, {"seen_at": " "}).status_code == 422
    for _twice in range(2):
        assert client.post(url, {"seen_at": "https://oss.go.id/"}).status_code == 302

    made = PaperCheck.objects.get()
    assert (made.paper, made.on, made.by, made.by_office) == (
        paper,
        TODAY(),
        officer,
        "Bidang pembiayaan",
    )
    client.logout()
    page = client.get(paper.product.get_absolute_url()).content.decode()
    assert "oleh Bidang pembiayaan" in page
    theirs = world.make_pesantren("an-nur")
    client.force_login(officer)
    answer = client.post(f"/pesantren/{theirs.slug}/periksa/surat/{paper.pk}/", {"seen_at": "x"})
    assert answer.status_code == 404


def test_the_database_lets_only_offices_say_so_and_nobody_unsay_it(
    ours: Koppontren, officer: User
) -> None:
    paper = paper_of(ours)
    manager = world.make_member_of(ours, Role.BOARD)
    read_as(manager)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        verify_pesantren(ours.pesantren, version=1, office="x", request_id=uuid4(), by=manager)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        PaperCheck.objects.create(
            paper=paper, seen_at="x", on=TODAY(), by=manager, by_office="Bidang x"
        )

    read_as(officer)
    verify_pesantren(ours.pesantren, version=1, office="x", request_id=uuid4(), by=officer)
    assert FactCheck.objects.update(note="lain") == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM directory_factcheck")
        assert cursor.rowcount == 0
    read_as(None)
    assert FactCheck.objects.count() == 0


def test_queries_do_not_grow_with_the_rows(
    client: Client, ours: Koppontren, officer: User, django_assert_num_queries: Counter
) -> None:
    with django_assert_num_queries(10):
        client.get(QUEUE)
    for slug in ("satu", "dua"):
        row = world.make_pesantren(slug)
        read_as(officer)
        ask_pesantren(row, note="?", office="x", request_id=uuid4(), by=officer)
    with django_assert_num_queries(10):
        client.get(QUEUE)
