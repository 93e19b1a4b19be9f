"""The own page: what is theirs, and nobody else's row by number, by address, by program."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.finance.members.commands import keep_photo
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import record_deposit
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import enter, enter_as_own
from klinik.tenancy.models import Koppontren
from klinik.web.own.archive import archive_of
from klinik.web.own.queries import topics_of
from tests.finance.counter import kas, make_cooperative, make_saver, make_savings, make_teller
from tests.finance.own.conftest import NIK, Tied, child_in
from tests.finance.sharing.law import make_tax_rule
from tests.test_walls import tables
from tests.world import make_user

MINE = "/simpanan-saya/al-hikmah/A-0001/"
# What a member who reads their own sees rows of, and how many in the world of these tests.
OWN = {
    "members_member": 1,
    "members_membertie": 1,
    "savings_savingsaccount": 2,
    "savings_savingsproduct": 4,
}


@pytest.fixture
def person(saver: Member, stranger: Member, teller: User, tied: Tied) -> User:
    """Whoever is tied to A-0001, who holds P-0001 and S-0001; A-0002 holds P-0002 and S-0002."""
    for member in (saver, stranger):
        savings = make_savings(member, teller)
        record_deposit(savings, amount=25_000, request_id=uuid4(), by=teller)
    return tied(saver)


def test_a_member_sees_what_is_theirs_and_takes_it_away(client: Client, person: User) -> None:
    client.force_login(person)
    page = client.get(MINE).text
    assert "Rp125.000" in page
    assert NIK not in page
    assert "Rp25.000" in client.get(f"{MINE}S-0001/").text
    copy = client.get(f"{MINE}unduh/").json()
    assert (copy["member"]["nik"], copy["member"]["address"]) == (NIK, "Jl. Contoh 1")
    assert (copy["groups"], len(copy["left_out"])) == ([], 3)
    assert {row["blocked"] for row in copy["accounts"]} == {""}
    assert [row["balance"] for row in copy["accounts"]] == [25_000, 100_000]
    assert [row["change"] for row in copy["transactions"]] == [25_000, 100_000]
    (mine,) = [topic for topic in topics_of(person) if topic.name == "keanggotaan"]
    assert [(row[2], row[-1]) for row in mine.rows] == [("A-0001", 125_000)]


def test_the_photo_goes_with_the_copy(
    client: Client, person: User, saver: Member, teller: User
) -> None:
    client.force_login(person)
    assert client.get(f"{MINE}unduh/").json()["member"]["photo"] == ""
    enter(saver.koppontren)
    keep_photo(saver, ContentFile(b"pixel", name="wajah.webp"), by=teller)

    assert (
        client.get(f"{MINE}unduh/").json()["member"]["photo"] == "data:image/webp;base64,cGl4ZWw="
    )
    with zipfile.ZipFile(io.BytesIO(archive_of(person, topics_of(person)))) as archive:
        assert archive.read("berkas/foto-al-hikmah-A-0001.webp") == b"pixel"
        assert "foto-al-hikmah-A-0001.webp" in archive.read("tabel/keanggotaan.csv").decode()
    enter(saver.koppontren)
    saver.refresh_from_db()
    saver.photo.storage.delete(str(saver.photo.name))
    assert client.get(f"{MINE}unduh/").json()["member"]["photo"] == ""


def test_nobody_elses_row_by_number_or_by_the_counters_doors(client: Client, person: User) -> None:
    neighbour = make_cooperative("an-nur")
    make_saver(neighbour, make_teller(neighbour))
    client.force_login(person)
    theirs = ["A-0001/S-0002/", "A-0001/P-0002/", "A-0002/", "A-0002/unduh/", "A-0002/S-0002/"]
    doors = [f"/simpanan-saya/al-hikmah/{door}" for door in theirs]
    doors += ["/simpanan-saya/an-nur/A-0001/", "/simpanan-saya/tidak-ada/A-0001/"]
    doors += [f"{MINE}S-0001/bagi-hasil/2026-01/", f"{MINE}S-0001/bagi-hasil/0000-01/"]
    inside = ["anggota/", "anggota/A-0001/", "anggota/?format=csv", "simpanan/S-0001/"]
    doors += [f"/koppontren/al-hikmah/{door}" for door in inside]
    doors += ["/api/koppontren/al-hikmah/members/A-0001", "/api/koppontren/al-hikmah/savings"]
    assert {door: client.get(door).status_code for door in doors} == dict.fromkeys(doors, 404)


def test_whoever_is_tied_to_nobody_finds_an_empty_page(client: Client, saver: Member) -> None:
    client.force_login(make_user())
    assert "tautan" in client.get("/simpanan-saya/").text
    assert client.get(MINE).status_code == 404
    assert Client().get(MINE).headers["Location"].startswith("/masuk/")


def test_the_database_shows_own_rows_alone_and_takes_none(
    koppontren: Koppontren, person: User, teller: User
) -> None:
    make_tax_rule()
    of_tenants = [name for name, is_walled, is_tenants in tables() if is_walled and is_tenants]
    read_as(person)
    enter_as_own(koppontren)
    found = {}
    with connection.cursor() as cursor:
        for name in of_tenants:
            cursor.execute(f"SELECT count(*) FROM {name}")
            (found[name],) = cursor.fetchone() or (0,)
    assert {name: count for name, count in found.items() if count} == OWN
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, transaction.atomic():
        Member.objects.of(koppontren).update(name="X")

    enter(koppontren)
    assert kas(koppontren).balance == 250_000


def test_a_guardian_sees_own_children_and_no_whole_nik(
    client: Client, koppontren: Koppontren, teller: User, tied: Tied
) -> None:
    child, _other = child_in(koppontren, teller), make_saver(koppontren, teller)
    client.force_login(tied(child, "guardian"))
    doors = [f"/simpanan-saya/al-hikmah/{number}/" for number in ("A-0001", "A-0002")]
    assert [client.get(door).status_code for door in doors] == [200, 404]
    assert NIK not in client.get(f"{MINE}unduh/").text
    assert timezone.localdate().isoformat() in client.get(f"{MINE}unduh/").text  # the consent
