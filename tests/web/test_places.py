"""One person in several places: a menu of them, and the one that was chosen."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.people.models import User
from klinik.tenancy.models import Koppontren, Membership, Office
from klinik.tenancy.roles import Role
from klinik.web.places import address_of, key_of
from tests import world

pytestmark = pytest.mark.django_db
SWITCH = "/tempat-kerja/"


@pytest.fixture
def koppontren() -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def office() -> Office:
    return world.make_office()


@pytest.fixture
def siti(koppontren: Koppontren, office: Office) -> User:
    """Manager and cashier in a koppontren, officer, and partner."""
    siti = world.make_member_of(koppontren, Role.MANAGER, name="Siti Contoh")
    Membership.objects.create(user=siti, role=Role.CASHIER, koppontren=koppontren)
    Membership.objects.create(user=siti, role=Role.OFFICER, office=office)
    Membership.objects.create(user=siti, role=Role.PARTNER, partner=world.make_partner())
    return siti


@pytest.fixture
def page(client: Client, siti: User) -> Client:
    client.force_login(siti)
    return client


def menu(client: Client, address: str = "/gaya/") -> list[tuple[str, str, bool]]:
    """The menu of places as it stands on a page: place, role, and whether it is the current."""
    html = client.get(address).content.decode()
    panel = html.partition('action="/tempat-kerja/"')[2].partition("</form>")[0]
    buttons = re.findall(r"<button[^>]*value=\"([^\"]*)\"([^>]*)>(.*?)</button>", panel, re.DOTALL)
    return [
        (value, " ".join(re.sub("<[^>]+>", " ", inside).split()), "aria-current" in marks)
        for value, marks, inside in buttons
    ]


def choose(client: Client, place: str) -> str:
    answer = client.post(SWITCH, {"place": place})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_menu_lists_every_place_once_with_all_roles(
    page: Client, koppontren: Koppontren
) -> None:
    assert [(words, is_here) for _, words, is_here in menu(page)] == [
        ("Koppontren Al Hikmah manajer, kasir", False),
        ("Bidang pembiayaan petugas bidang", False),
        ("Universitas mitra", False),
        ("Semua tempat", True),
    ]


def test_a_chosen_place_is_marked_and_the_front_door_leads_there(
    page: Client, office: Office, koppontren: Koppontren
) -> None:
    assert page.get("/").status_code == 200
    assert choose(page, key_of(koppontren)) == "/koppontren/al-hikmah/"
    assert page.get("/")["Location"] == "/koppontren/al-hikmah/"
    assert choose(page, key_of(office)) == "/kasus/"

    assert [value for value, _, is_here in menu(page) if is_here] == [key_of(office)]
    assert page.get("/")["Location"] == "/kasus/"
    assert choose(page, "") == "/"
    assert page.get("/").status_code == 200


def test_on_the_page_of_a_place_that_place_is_marked(
    page: Client, office: Office, koppontren: Koppontren
) -> None:
    choose(page, key_of(office))

    here = [value for value, _, is_here in menu(page, "/koppontren/al-hikmah/") if is_here]
    assert here == [key_of(koppontren)]


def test_nobody_chooses_a_place_that_is_not_theirs(page: Client, siti: User) -> None:
    other = world.make_koppontren("an-nur")
    Membership.objects.create(user=siti, role=Role.MEMBER, koppontren=other)
    for place in (key_of(other), "koppontren-0", "koppontren-", "user-1", "x", f"office-{9**30}"):
        assert page.post(SWITCH, {"place": place}).status_code == 404, place
        assert address_of(siti, place) is None


def test_a_choice_ends_with_the_role(page: Client, koppontren: Koppontren) -> None:
    choose(page, key_of(koppontren))
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(koppontren=koppontren).update(
        started_on=yesterday, ended_on=yesterday
    )

    assert page.get("/").status_code == 200
    assert "place" not in page.session


def test_one_place_needs_no_menu(client: Client, koppontren: Koppontren) -> None:
    client.force_login(world.make_member_of(koppontren, Role.CASHIER))

    assert menu(client) == []
    assert "/koppontren/al-hikmah/" in client.get("/gaya/").content.decode()


def test_strangers_are_led_to_the_sign_in(client: Client) -> None:
    assert client.post(SWITCH, {"place": ""})["Location"].startswith("/masuk/")


def test_many_places_cost_no_more_and_can_be_searched(
    page: Client, siti: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        assert "data-filter " not in page.get("/akun-saya/").content.decode()
    for number in range(6):
        place = world.make_koppontren(f"lain-{number}")
        Membership.objects.create(user=siti, role=Role.SUPERVISOR, koppontren=place)
    with django_assert_num_queries(7):
        assert "data-filter " in page.get("/akun-saya/").content.decode()
    assert len(menu(page)) == 10
