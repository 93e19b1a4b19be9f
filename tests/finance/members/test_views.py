"""The register and a member's page, as people with different rights see them."""

import pytest
from django.test import Client

from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import kas, make_saver, make_savings, questions
from tests.world import make_member_of

LIST = "/koppontren/al-hikmah/anggota/"
MEMBER = f"{LIST}A-0001/"


@pytest.fixture
def counter(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def test_an_empty_register_says_what_to_do_first(counter: Client) -> None:
    page = counter.get(LIST).content.decode()

    assert "/koppontren/al-hikmah/anggota/baru/" in page
    assert "<table" not in page


def test_the_register_asks_a_fixed_number_of_questions(
    counter: Client, koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)
    with_one = questions(counter, LIST)
    for number in range(2):
        make_saver(koppontren, teller, name=f"Anggota {number}")

    assert questions(counter, LIST) == with_one <= 12


def test_a_members_page_asks_a_fixed_number_of_questions(
    counter: Client, koppontren: Koppontren, teller: User
) -> None:
    member = make_saver(koppontren, teller)
    with_one = questions(counter, MEMBER)
    for prefix in "WS":
        make_savings(member, teller, prefix=prefix)

    assert questions(counter, MEMBER) == with_one <= 16


def test_search_shows_who_was_meant(counter: Client, koppontren: Koppontren, teller: User) -> None:
    make_saver(koppontren, teller, name="Siti Zainab")
    make_saver(koppontren, teller, name="Ahmad Zaini")
    page = counter.get(LIST, {"q": "zaini"}).content.decode()

    assert "Ahmad Zaini" in page
    assert "Siti Zainab" not in page


def test_the_register_is_taken_away_as_it_is_shown(
    counter: Client, koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller, name="=Siti Zainab")
    make_saver(koppontren, teller, name="Ahmad Zaini")
    asked = {"q": "zai", "urut": "-nama", "kolom": "nomor", "format": "csv"}

    file = counter.get(LIST, asked).content.decode("utf-8-sig")

    assert file.splitlines() == ["Nama;Nomor", "Ahmad Zaini;A-0002", "'=Siti Zainab;A-0001"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 10_000},
        {"q": "محمد"},
        {"q": "ꦱꦶꦠꦶ"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "9" * 5_000},
        {"page": "x\0"},
        {"urut": "password"},
        {"urut": "-nama", "kolom": "gaji"},
        {"format": "exe"},
    ],
)
def test_odd_searches_are_answered(
    counter: Client, koppontren: Koppontren, teller: User, query: dict[str, str]
) -> None:
    make_saver(koppontren, teller)

    assert counter.get(LIST, query).status_code == 200


def test_htmx_gets_the_panel_alone(counter: Client, koppontren: Koppontren) -> None:
    panel = counter.get(LIST, headers={"HX-Request": "true"})

    assert "<html" not in panel.content.decode()
    assert panel.headers["Vary"].count("HX-Request") == 1


def test_names_are_shown_as_text(counter: Client, koppontren: Koppontren, teller: User) -> None:
    make_saver(koppontren, teller, name="<script>alert(1)</script> & Co")

    assert "<script>alert" not in counter.get(LIST).content.decode()
    assert "<script>alert" not in counter.get(MEMBER).content.decode()


def test_a_members_page_shows_what_the_ledger_holds(
    counter: Client, koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)
    page = counter.get(MEMBER).content.decode()

    assert "Aminah Contoh" in page
    assert "Rp100.000" in page
    assert "/koppontren/al-hikmah/simpanan/P-0001/bukti/1/" in page
    assert kas(koppontren).balance == 100_000


def test_who_reads_the_books_gets_to_the_entry(
    client: Client, koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    page = client.get(MEMBER).content.decode()

    assert "/koppontren/al-hikmah/jurnal/1/" in page
    assert "/simpanan/baru/" not in page, "a supervisor changes nothing"
    assert "/anggota/baru/" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "path", ["anggota/A-9999/", "anggota/A-1/", "anggota/B-0001/", "anggota/A-٠٠٠١/"]
)
def test_nobody_by_that_number(counter: Client, path: str) -> None:
    assert counter.get(f"/koppontren/al-hikmah/{path}").status_code == 404


@pytest.mark.parametrize("address", [LIST, MEMBER])
def test_walls(client: Client, koppontren: Koppontren, teller: User, address: str) -> None:
    make_saver(koppontren, teller)
    assert client.get(address).status_code == 302, "to the sign-in"

    client.force_login(make_member_of(koppontren, Role.CASHIER))
    assert client.get(address).status_code == 403
    client.force_login(User.objects.create_user("asing@contoh.example", name="Asing"))
    assert client.get(address).status_code == 404
