"""Whose role needs a second step at sign-in, and who may take somebody's away."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from klinik.people.models import User
from klinik.people.queries import factors_of
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, NEEDS_SECOND_FACTOR, OFFICE_ROLES, Role
from tests import world

INDEX = "/akun-saya/keamanan/"
HOME = "/koppontren/al-hikmah/"


@pytest.fixture(autouse=True)
def needed(no_second_factor_needed: None, settings: Settings, db: None) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return world.make_koppontren()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give_app(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})


def test_whose_role_needs_it() -> None:
    assert sorted(NEEDS_SECOND_FACTOR) == [
        "administrator",
        "board",
        "bookkeeper",
        "manager",
        "officer",
        "secretariat",
        "teller",
    ]


@pytest.mark.parametrize("role", sorted(set(KOPPONTREN_RIGHTS)))
def test_by_role_in_a_koppontren(koppontren: Koppontren, role: Role) -> None:
    client = signed_in(world.make_member_of(koppontren, Role(role)))
    is_led_away = client.get("/").status_code == 302

    assert is_led_away == (role in NEEDS_SECOND_FACTOR)


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_by_role_in_an_office(role: Role) -> None:
    client = signed_in(world.make_member_of(world.make_office(), Role(role)))

    assert client.get("/kasus/")["Location"] == INDEX


def test_nothing_but_the_setting_up_opens(koppontren: Koppontren) -> None:
    client = signed_in(world.make_member_of(koppontren, Role.MANAGER))
    shut = ["/", HOME, "/kasus/", "/akun-saya/", "/kotak-masuk/", f"{HOME}orang/", "/pesantren/"]

    assert {client.get(address)["Location"] for address in shut} == {INDEX}
    assert client.post(f"{HOME}orang/", {})["Location"] == INDEX
    page = client.get(INDEX)
    assert "Peran Anda memerlukan langkah kedua" in page.content.decode()
    assert client.get(f"{INDEX}aplikasi/").status_code == 200
    assert client.get(f"{INDEX}kunci/baru/").status_code == 200
    assert client.post("/bahasa/", {"language": "en"}).status_code == 302
    assert client.get("/livez").status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == "/"


def test_the_api_says_so_with_a_code(koppontren: Koppontren) -> None:
    client = signed_in(world.make_member_of(koppontren, Role.TELLER))
    answer = client.get("/api/koppontren/al-hikmah/members")

    assert answer.status_code == 403
    assert answer.json()["code"] == "second_factor_needed"


def test_a_panel_leads_the_whole_page_there(koppontren: Koppontren) -> None:
    client = signed_in(world.make_member_of(koppontren, Role.MANAGER))

    assert client.get(HOME, headers={"HX-Request": "true"})["HX-Redirect"] == INDEX


def test_whoever_has_one_goes_on(koppontren: Koppontren) -> None:
    manager = world.make_member_of(koppontren, Role.MANAGER)
    client = signed_in(manager)
    Authenticator.objects.create(user=manager, type="recovery_codes", data={"used_mask": 0})
    assert client.get(HOME).status_code == 302, "backup codes alone are no second step"
    give_app(manager)

    assert client.get(HOME).status_code == 200


def test_a_role_that_ended_needs_nothing(koppontren: Koppontren) -> None:
    manager = world.make_member_of(koppontren, Role.MANAGER)
    Membership.objects.filter(user=manager).update(started_on="2020-01-01", ended_on="2020-12-31")

    assert signed_in(manager).get("/").status_code == 200


def test_it_costs_one_question(
    koppontren: Koppontren, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assistant = world.make_member_of(koppontren.pesantren, Role.ASSISTANT)
    client = signed_in(assistant)
    settings.REQUIRE_SECOND_FACTOR = False
    with django_assert_num_queries(7):
        client.get("/akun-saya/")
    settings.REQUIRE_SECOND_FACTOR = True
    with django_assert_num_queries(8):
        client.get("/akun-saya/")


def reset(by: User, of: User) -> int:
    """Ask for it on the page of people; answers the status."""
    role = Membership.objects.filter(user=of).latest("pk")
    address = reverse("tenancy:reset_second_factor", args=[role.pk])
    return signed_in(by).post(address).status_code


def test_who_gives_the_role_takes_the_second_step_away(
    koppontren: Koppontren, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    board = world.make_member_of(koppontren, Role.BOARD)
    manager = world.make_member_of(koppontren, Role.MANAGER)
    teller = world.make_member_of(koppontren, Role.TELLER)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.BOARD)
    for person in (manager, teller):
        give_app(person)

    assert [reset(by, manager) for by in (teller, neighbour, manager)] == [404, 404, 404]
    assert factors_of(manager).is_there
    assert reset(board, manager) == 302
    assert reset(manager, teller) == 302
    assert not factors_of(manager).is_there
    assert not factors_of(teller).is_there


def test_not_where_a_role_elsewhere_would_open_with_it(
    koppontren: Koppontren, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    manager = world.make_member_of(koppontren, Role.MANAGER)
    teller = world.make_member_of(koppontren, Role.TELLER)
    Membership.objects.create(user=teller, role=Role.OFFICER, office=world.make_office())
    Membership.objects.create(user=teller, role=Role.CASHIER, koppontren=koppontren)
    give_app(teller)

    assert reset(manager, teller) == 422
    assert factors_of(teller).is_there


def test_the_button_stands_where_there_is_something_to_take_away(
    koppontren: Koppontren, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    board = world.make_member_of(koppontren, Role.BOARD)
    teller = world.make_member_of(koppontren, Role.TELLER)
    client = signed_in(board)
    assert "langkah-kedua" not in client.get(f"{HOME}orang/").content.decode()
    give_app(teller)

    assert client.get(f"{HOME}orang/").content.decode().count("langkah-kedua") == 1
