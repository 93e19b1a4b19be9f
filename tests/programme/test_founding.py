"""A koppontren for a pesantren that has none: proposed, decided, made once, its first steps."""

from uuid import uuid4

import pytest
from django.test import Client

from klinik.directory.models import Pesantren
from klinik.finance.ledger import chart
from klinik.finance.ledger.models import Account, Unit
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.founding.rules import slug_of
from klinik.tenancy.models import Invitation, Koppontren, Office, Proposal
from klinik.tenancy.roles import Role
from tests import world

pytestmark = pytest.mark.django_db
WIZARD = "/pesantren/darul-falah/koppontren/baru/"
DONE = "/pesantren/darul-falah/koppontren/"


def typed(**other: object) -> dict[str, object]:
    return {
        "name": "Koppontren Darul Falah",
        "legal_number": "AHU-01",
        "legal_on": "2024-03-01",
        "units": ["USPPS", "Toko"],
        "time_zone": "Asia/Makassar",
        "fiscal_month": "7",
        "person": "Umar Contoh",
        "role": "manager",
        "phone": "0812-0000-0001",
        "email": "",
        "request_id": str(uuid4()),
        **other,
    }


@pytest.fixture
def pesantren() -> Pesantren:
    return world.make_pesantren("darul-falah")


@pytest.fixture
def secretariat(client: Client) -> User:
    office = Office.objects.create(code="sekretariat", name="Sekretariat")
    user = world.make_member_of(office, Role.SECRETARIAT)
    client.force_login(user)
    return user


@pytest.fixture
def assistant(pesantren: Pesantren) -> User:
    return world.make_member_of(pesantren, Role.ASSISTANT)


def test_the_secretariat_makes_it_with_an_open_book_and_an_invitation(
    client: Client, pesantren: Pesantren, secretariat: User
) -> None:
    sent = typed()

    answers = [client.post(WIZARD, sent) for _ in range(2)]  # a double click

    assert [answer.headers["Location"] for answer in answers] == [DONE, DONE]
    made = Koppontren.objects.get()
    facts = (made.slug, made.time_zone, made.fiscal_month, made.legal_number)
    assert facts == ("darul-falah", "Asia/Makassar", 7, "AHU-01")
    with acting_for(made):
        assert Account.objects.of(made).count() == len(chart.template_for(["USPPS", "Toko"]))
    read_as(secretariat)
    first = Invitation.objects.get()
    assert (first.role, first.phone, first.is_open) == (Role.MANAGER, "6281200000001", True)
    assert client.get(DONE).status_code == 200
    assert client.get(WIZARD).status_code == 302


@pytest.mark.parametrize(
    ("units", "accounts"), [(["Toko"], 19), (["USPPS"], 20), (["Produksi"], 22)]
)
def test_a_single_unit_has_no_accounts_between_units(
    client: Client, pesantren: Pesantren, secretariat: User, units: list[str], accounts: int
) -> None:
    client.post(WIZARD, typed(units=units))

    made = Koppontren.objects.get()
    with acting_for(made):
        assert [unit.code for unit in Unit.objects.of(made)] == units
        rows = Account.objects.of(made)
        assert rows.filter(code="3110", unit__code=units[0], is_control=True).count() == 1
        assert rows.filter(other_unit__isnull=False).count() == 0
        assert rows.count() == accounts


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"units": []},
        {"units": ["Bank"]},
        {"time_zone": "Mars"},
        {"fiscal_month": "13"},
        {"fiscal_month": "satu"},
        {"legal_on": "2999-01-01"},
        {"role": "teller"},
        {"phone": "", "email": ""},
        {"phone": "abc"},
        {"request_id": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    client: Client, pesantren: Pesantren, secretariat: User, wrong: dict[str, object]
) -> None:
    assert client.post(WIZARD, typed(**wrong)).status_code == 422
    assert Koppontren.objects.count() == 0


def test_an_assistant_proposes_and_the_secretariat_decides(
    client: Client, pesantren: Pesantren, secretariat: User, assistant: User
) -> None:
    client.force_login(assistant)
    sent = typed()
    assert [client.post(WIZARD, sent).status_code for _ in range(2)] == [302, 302]
    assert client.post(WIZARD, typed()).status_code == 422
    assert client.post(WIZARD + "tolak/", {"reason": "x"}).status_code == 404
    assert Koppontren.objects.count() == 0

    client.force_login(secretariat)
    assert "Koppontren Darul Falah" in client.get("/").text
    page = client.get(WIZARD)
    assert page.context["form"]["time_zone"].value() == "Asia/Makassar"
    client.post(WIZARD, typed(name="Koppontren Yang Benar"))

    assert Koppontren.objects.get().slug == "yang-benar"
    read_as(assistant)
    decided = Proposal.objects.get()
    assert (decided.decided_by, decided.reason) == (secretariat, "")
    assert "Koppontren Darul Falah" not in client.get("/").text


def test_a_declined_proposal_says_why_and_may_come_again(
    client: Client, pesantren: Pesantren, secretariat: User, assistant: User
) -> None:
    client.force_login(assistant)
    client.post(WIZARD, typed())
    client.force_login(secretariat)
    client.post(WIZARD + "tolak/", {"reason": ""})
    read_as(secretariat)
    assert Proposal.objects.get().decided_at is None

    client.post(WIZARD + "tolak/", {"reason": "Belum berbadan hukum."})

    client.force_login(assistant)
    assert "Belum berbadan hukum." in client.get(WIZARD).text
    assert client.post(WIZARD, typed()).status_code == 302


def test_strangers_find_no_wizard(client: Client, pesantren: Pesantren) -> None:
    other = world.make_koppontren("an-nur")
    people = [
        (world.make_user(), 404),
        (world.make_member_of(other, Role.MANAGER), 404),
        (world.make_member_of(world.make_office(), Role.OFFICER), 404),
    ]
    for person, status in people:
        client.force_login(person)
        for url in (WIZARD, DONE):
            assert client.get(url).status_code == status
        assert client.post(WIZARD, typed()).status_code == status
        assert client.post(WIZARD + "tolak/", {"reason": "x"}).status_code == status


def test_the_new_koppontren_is_told_what_comes_next(client: Client) -> None:
    koppontren = world.make_koppontren("al-hikmah")
    client.force_login(world.make_member_of(koppontren, Role.MANAGER))

    steps = client.get("/koppontren/al-hikmah/").context["steps"]

    assert [step.is_done for step in steps] == [False, False, False, False]
    assert all(step.url for step in steps)
    client.force_login(world.make_member_of(koppontren, Role.SUPERVISOR))
    assert client.get("/koppontren/al-hikmah/").context["steps"] == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Koppontren Al-Hikmah", "al-hikmah-2"),
        ("كوب", "darul-falah"),
        ("x" * 200, "x" * 60),
        ("Koperasi Pondok Pesantren Cahaya Qur'an", "cahaya-quran"),
    ],
)
def test_the_address_comes_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name, fallback="darul-falah", taken={"al-hikmah"}) == slug
