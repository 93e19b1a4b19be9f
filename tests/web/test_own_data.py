"""One's own data: whole, and nobody else's."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from time import time
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from klinik.core.jobs import work
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.models import OwnCopy, User
from klinik.people.rules import CopyComing, EnoughCopies
from klinik.people.sessions import SIGNED_IN_AT
from klinik.tenancy.commands import invite, join
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token
from klinik.web.own.archive import archive_of
from klinik.web.own.commands import ask_for_copy, forget_copies
from klinik.web.own.queries import TOPICS, copies_of, topics_of
from klinik.web.tasks import gather_own_data
from tests import world
from tests.clinic.scene import Scene, shown

PAGE = "/akun-saya/data/"


@pytest.fixture
def house(db: None) -> Koppontren:
    return world.make_koppontren()


def files(content: bytes) -> dict[str, str]:
    """What is in a copy, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def copy_of(user: User) -> dict[str, str]:
    with transaction.atomic():
        return files(archive_of(user, list(topics_of(user))))


def rows(copied: dict[str, str], topic: str) -> list[list[str]]:
    return [list(row.values()) for row in json.loads(copied[f"data/{topic}.json"])["rows"]]


def sign_in(client: Client, user: User, *, ago: int = 0) -> Client:
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = time() - ago
    session.save()
    return client


def test_a_copy_has_a_page_and_each_topic_twice(house: Koppontren) -> None:
    copied = copy_of(world.make_member_of(house, Role.MANAGER, name="Umar Contoh"))

    assert sorted(copied)[-1] == "tabel/undangan.csv"
    assert len(copied) == 1 + 2 * len(TOPICS)
    assert "<h1>Data saya: Umar Contoh</h1>" in copied["isi.html"]


def test_it_tells_who_one_is_and_was(house: Koppontren) -> None:
    manager = world.make_member_of(house, Role.BOARD, name="Umar Contoh")
    read_as(manager)
    invitation = invite(
        house,
        role=Role.SUPERVISOR,
        name="Siti di Undangan",
        email="siti@contoh.example",
        phone="6281234567890",
        request_id=uuid4(),
        by=manager,
    )
    siti = join(invitation, name="Siti Contoh", password="kata-sandi-yang-panjang")
    notify(siti, kind="email.changed", about={"what": "siti@baru.example"}, url="/", key="a")
    copied = copy_of(siti)

    account = dict(rows(copied, "akun"))
    assert (account["Nama"], account["Email"]) == ("Siti Contoh", "siti@contoh.example")
    assert rows(copied, "peran") == [
        ["pengawas", str(house), timezone.localdate().isoformat(), None]
    ]
    assert [row[3:6] for row in rows(copied, "undangan")] == [
        ["Siti di Undangan", "siti@contoh.example", "6281234567890"]
    ]
    assert [row[1] for row in rows(copied, "pemberitahuan")] == [
        "Email Anda sekarang siti@baru.example. Bila bukan Anda yang mengubahnya, segera ganti "
        "kata sandi."
    ]


def test_nobody_elses_data_is_in_it(house: Koppontren) -> None:
    manager = world.make_member_of(house, Role.BOARD, name="Umar Contoh")
    other = world.make_member_of(house, Role.BOOKKEEPER, name="PENANDA-LAIN")
    notify(other, kind="email.changed", about={"what": "PENANDA@contoh.example"}, url="/", key="b")
    read_as(manager)
    invite(
        house,
        role=Role.SUPERVISOR,
        name="PENANDA-DIUNDANG",
        email="penanda@contoh.example",
        request_id=uuid4(),
        by=manager,
    )
    with acting_for(house):
        for person in (manager, other):
            kept = {"name": f"Token {person.name}", "scope": ApiToken.Scope.READ, "days": 9}
            token, secret = make_token(house, **kept, request_id=uuid4(), by=person)  # type: ignore[arg-type]
    copied = copy_of(manager)
    everything = "\n".join(copied.values())

    assert "penanda" not in everything.lower()
    assert [row[1] for row in rows(copied, "token")] == ["Token Umar Contoh"]
    assert secret not in everything
    assert token.digest not in everything
    assert [row[:2] for row in rows(copied, "undangan")] == [["dibuat", "pengawas"]]


def test_the_files_that_one_sent_on_cases_are_named(db: None, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        scene = Scene.set()
        scene.opened(enclosures=[shown(), shown()])

    assert [row[4] for row in rows(copy_of(scene.manager), "catatan-kasus")] == [
        "nota.pdf, nota.pdf"
    ]


def test_text_is_text_in_the_page_and_in_excel(house: Koppontren) -> None:
    copied = copy_of(world.make_member_of(house, Role.MANAGER, name="=1+1<script>"))

    assert "<script>" not in copied["isi.html"]
    assert ";'=1+1<script>" in copied["tabel/akun.csv"]


def test_one_at_a_time_and_three_a_day(house: Koppontren) -> None:
    siti = world.make_user()
    for _ in range(3):
        copy = ask_for_copy(siti, task=gather_own_data)
        with pytest.raises(CopyComing):
            ask_for_copy(siti, task=gather_own_data)
        assert copy.job is not None
        copy.job.delete()  # over, one way or another
    with pytest.raises(EnoughCopies):
        ask_for_copy(siti, task=gather_own_data)
    ask_for_copy(world.make_user(), task=gather_own_data)  # others as before


@pytest.mark.django_db(transaction=True)
def test_it_is_made_taken_by_its_person_alone_and_forgotten(client: Client) -> None:
    siti = world.make_user()
    sign_in(client, siti)
    asked = client.post(PAGE)
    assert asked.headers["Location"].startswith("/pekerjaan/")
    assert client.post(PAGE).status_code == 422, "one at a time"
    work(is_patient=False)
    with transaction.atomic():
        read_as(siti)
        copy = copies_of(siti).get()
    address = f"{PAGE}{copy.number}/"
    assert address in client.get(PAGE).content.decode()
    given = client.get(address)
    assert "isi.html" in files(given.getvalue())
    assert given.headers["Content-Disposition"] == 'attachment; filename="data-saya.zip"'

    assert sign_in(Client(), world.make_user()).get(address).status_code == 404
    with transaction.atomic():
        read_as(siti)
        OwnCopy.objects.update(made_at=timezone.now() - timedelta(days=7))
    assert client.get(address).status_code == 404
    with transaction.atomic():
        read_as(siti)
        OwnCopy.objects.update(asked_at=timezone.now() - timedelta(days=9))
    name, storage = str(copy.file.name), copy.file.storage
    assert (storage.exists(name), forget_copies(), forget_copies()) == (True, 1, 0)
    assert not storage.exists(name)


def test_the_password_is_asked_again_after_a_while(client: Client, db: None) -> None:
    siti = User.objects.create_user("siti@contoh.example", "kata-sandi-panjang", name="Siti")
    led = sign_in(client, siti, ago=3600).get(PAGE)

    assert led.headers["Location"].startswith("/akun-saya/pastikan/")
