"""Pages that put a member's data right, and what they show to whom."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from klinik.finance.ledger.days import today_in
from klinik.finance.members.commands import register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import kas, questions
from tests.world import make_member_of

NIK = "3524015708900001"
LIST = "/koppontren/al-hikmah/anggota/"
MEMBER = f"{LIST}A-0001/"


@pytest.fixture
def counter(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


@pytest.fixture
def member(koppontren: Koppontren, teller: User) -> Member:
    facts = Facts(category="teacher", nik=NIK, address="Jl. Contoh 1")
    return register_member(
        koppontren, name="Siti Contoh", facts=facts, request_id=uuid4(), by=teller
    )


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (60, 60), "green").save(content, "JPEG")
    return SimpleUploadedFile("wajah.jpg", content.getvalue(), "image/jpeg")


def test_a_nik_is_masked_until_somebody_asks(counter: Client, member: Member) -> None:
    assert NIK not in counter.get(MEMBER).text
    assert "••••0001" in counter.get(MEMBER).text
    shown = counter.post(f"{MEMBER}nik/")

    assert NIK in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert NIK not in counter.get(MEMBER).text
    assert "NIK diperlihatkan utuh" in counter.get(f"{MEMBER}riwayat/").text


def test_a_supervisor_sees_no_nik(client: Client, koppontren: Koppontren, member: Member) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))

    assert client.post(f"{MEMBER}nik/").status_code == 403
    assert f"{MEMBER}nik/" not in client.get(MEMBER).text
    assert client.get(f"{MEMBER}riwayat/").status_code == 200


def test_data_are_put_right_on_a_form_that_shows_them(counter: Client, member: Member) -> None:
    page = counter.get(f"{MEMBER}ubah/").text
    assert 'value="Jl. Contoh 1"' in page
    assert NIK not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    said = {"name": "Siti Aminah", "category": "alumni", "address": "Jl. Baru 2", "seen": seen}

    assert counter.post(f"{MEMBER}ubah/", said).status_code == 302
    again = counter.post(f"{MEMBER}ubah/", said | {"name": "Lain"})
    assert again.status_code == 422
    mark = again.text.split('name="seen" value="')[1].split('"')[0]
    assert counter.post(f"{MEMBER}ubah/", said | {"seen": mark}).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.category, member.nik_tail) == ("Siti Aminah", "alumni", "0001")


def test_a_photo_is_drawn_anew_and_for_the_cooperative_alone(
    counter: Client, koppontren: Koppontren, member: Member
) -> None:
    assert counter.get(f"{MEMBER}foto/").status_code == 404
    assert counter.post(f"{MEMBER}foto/", {"photo": picture()}).status_code == 302
    photo = counter.get(f"{MEMBER}foto/")
    content = photo.getvalue()
    assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert photo.headers["Cache-Control"].startswith("private")
    assert f'src="{MEMBER}foto/"' in counter.get(MEMBER).text

    broken = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
    assert counter.post(f"{MEMBER}foto/", {"photo": broken}).status_code == 422
    counter.force_login(make_member_of(koppontren, Role.CASHIER))
    assert counter.get(f"{MEMBER}foto/").status_code == 403
    counter.force_login(make_member_of(koppontren, Role.TELLER))
    counter.post(f"{MEMBER}foto/", {"remove": "yes"})
    assert counter.get(f"{MEMBER}foto/").status_code == 404


def test_a_consent_is_recorded_and_taken_back(counter: Client, member: Member) -> None:
    said = {"purpose": "messages", "given_by": "Siti Contoh", "relation": "self"}
    day = {"given_on": today_in(member.koppontren).isoformat()}
    assert counter.post(f"{MEMBER}persetujuan/", said).status_code == 422
    assert counter.post(f"{MEMBER}persetujuan/", said | day).status_code == 302
    [consent] = member.consents.all()

    assert counter.post(f"{MEMBER}persetujuan/messages/tarik/").status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_on == today_in(member.koppontren)
    assert counter.post(f"{MEMBER}persetujuan/messages/tarik/").status_code == 404


def test_a_lost_card_is_replaced(counter: Client, member: Member) -> None:
    before = Member.objects.get(pk=member.pk).card_code
    counter.post(f"{MEMBER}kartu-baru/")

    assert Member.objects.get(pk=member.pk).card_code != before


def test_a_candidate_becomes_a_member_with_the_first_payment(
    counter: Client, koppontren: Koppontren
) -> None:
    form = {"name": "Siti Contoh", "pays_later": "on", "request_id": str(uuid4())}
    assert counter.post(f"{LIST}baru/", form).status_code == 302
    member = Member.objects.of(koppontren).get()
    assert (member.standing, kas(koppontren).balance) == ("candidate", 0)
    paid = {"account": "P-0001", "amount": "100.000", "deed": "deposit", "request_id": uuid4()}
    counter.post("/koppontren/al-hikmah/loket/A-0001/", paid)
    member.refresh_from_db()

    assert (member.standing, kas(koppontren).balance) == ("full", 100_000)


def test_a_child_is_admitted_with_a_guardian(counter: Client, koppontren: Koppontren) -> None:
    born = today_in(koppontren) - timedelta(days=3650)
    form = {
        "name": "Anak Contoh",
        "category": "santri",
        "birth_date": born.isoformat(),
        "request_id": str(uuid4()),
    }
    refused = counter.post(f"{LIST}baru/", form)
    assert refused.status_code == 422
    assert "UU 27/2022" in refused.text
    guardian = {
        "guardian_name": "Ibu Contoh",
        "guardian_relation": "mother",
        "is_agreed": "on",
        "agreed_on": today_in(koppontren).isoformat(),
    }

    assert counter.post(f"{LIST}baru/", form | guardian).status_code == 302
    page = counter.get(MEMBER).text
    assert "Ibu Contoh" in page
    assert Member.objects.of(koppontren).get().standing == "full"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"jenis": "teacher"}, ["Siti Contoh"]),
        ({"jenis": "santri"}, []),
        ({"status": "candidate"}, ["Siti Contoh"]),
        ({"status": "full"}, ["Aminah"]),
        ({"jenis": "x", "status": "\0"}, ["Aminah", "Siti Contoh"]),
    ],
)
def test_the_register_is_filtered(
    counter: Client,
    koppontren: Koppontren,
    member: Member,
    asked: dict[str, str],
    found: list[str],
) -> None:
    other = register_member(koppontren, name="Aminah", request_id=uuid4())
    Member.objects.filter(pk=other.pk).update(standing="full")
    file = counter.get(LIST, asked | {"format": "csv", "kolom": "nik"}).content.decode("utf-8-sig")

    assert [line.split(";")[0] for line in file.splitlines()[1:]] == found
    assert NIK not in file


def test_the_history_asks_a_fixed_number_of_questions(counter: Client, member: Member) -> None:
    counter.post(f"{MEMBER}nik/")
    with_two = questions(counter, f"{MEMBER}riwayat/")
    for _again in range(3):
        counter.post(f"{MEMBER}nik/")

    assert questions(counter, f"{MEMBER}riwayat/") == with_two <= 14
