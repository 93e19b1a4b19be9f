"""Shared devices: enrolled by a link, opened by a PIN, for the counter and nothing else."""

import contextlib
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from klinik.core.history import acting
from klinik.people.access import read_as
from klinik.people.models import Attempts, User
from klinik.tenancy.database import acting_for
from klinik.tenancy.devices import commands
from klinik.tenancy.devices.cookie import COOKIE, link_to
from klinik.tenancy.devices.queries import people_at
from klinik.tenancy.devices.rules import (
    LinkClosed,
    PinLocked,
    WeakPin,
    WrongPin,
    WrongStartCode,
    keyed,
    refuse_weak,
)
from klinik.tenancy.history.queries import history_of, told
from klinik.tenancy.models import Device, Koppontren, Membership, Pin
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, NEEDS_SECOND_FACTOR, Right, Role
from klinik.web.own.queries import TOPICS
from tests import world
from tests.test_walls import ALL, TENANT, TENANT_ROWS, furnish
from tests.web.test_erasure import leave

Counter = Callable[..., AbstractContextManager[Any]]
HERE = "/koppontren/al-hikmah/perangkat/"
FRONT = "/koppontren/al-hikmah/"
PIN, OTHER_PIN = "402817", "735290"


@pytest.fixture(autouse=True)
def fast_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren) -> User:
    return world.make_member_of(ours, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def cashier(ours: Koppontren) -> User:
    return world.make_member_of(ours, Role.CASHIER, name="Kasir Contoh")


def prepared(koppontren: Koppontren, by: User, *, name: str = "HP Toko") -> Device:
    """A device that waits for its link to be opened."""
    with acting_for(koppontren), acting(by.pk):
        return commands.prepare_device(koppontren, name=name, request_id=uuid4(), by=by)


def enrolled(koppontren: Koppontren, by: User) -> tuple[Device, Client]:
    """A device, and the browser that is it."""
    device, phone = prepared(koppontren, by), Client()
    assert phone.post(link_of(device)).headers["Location"] == "/pin/"
    return again(device), phone


def link_of(device: Device) -> str:
    return re.sub(r"^https?://[^/]+", "", link_to(device))


def again(device: Device) -> Device:
    """Its row as it stands now."""
    with acting_for(device.koppontren):
        return Device.objects.of(device.koppontren).select_related("koppontren").get(pk=device.pk)


def start_code(device: Device, person: User) -> str:
    with acting_for(device.koppontren):
        return commands.give_start_code(device, person)


def choose(phone: Client, person: User, code: str, pin: str = PIN, again: str | None = None) -> Any:
    typed = {"code": code, "pin": pin, "again": pin if again is None else again}
    return phone.post(f"/pin/{person.pk}/", typed)


def enter(phone: Client, person: User, pin: str = PIN) -> Any:
    return phone.post(f"/pin/{person.pk}/", {"pin": pin})


def with_a_pin(device: Device, phone: Client, person: User) -> None:
    """The person chooses their PIN, and is signed in."""
    assert choose(phone, person, start_code(device, person)).headers["Location"] == FRONT


def is_in(phone: Client) -> bool:
    return phone.get(FRONT).status_code == 200


def later(phone: Client, **keys: float) -> None:
    """So many seconds earlier stands what the session remembers."""
    session = phone.session
    for key, seconds in keys.items():
        session[key] -= seconds
    session.save()


# Which PINs are refused.


@pytest.mark.parametrize(
    "pin",
    [
        *("111111", "000000", "123456", "654321", "890123", "121212", "123123", "112233"),
        *("000111", "170899", "081799", "990817", "290204", "199008", "081990", "310100"),
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(pin: str) -> None:
    with pytest.raises(WeakPin):
        refuse_weak(pin)


@pytest.mark.parametrize("pin", [PIN, OTHER_PIN, "135790", "987653", "320000", "001399"])
def test_others_are_taken(pin: str) -> None:
    refuse_weak(pin)


def test_most_pins_are_left() -> None:
    """Nine of ten: whoever knows the rule has not learnt much."""
    left = 0
    for number in range(0, 1_000_000, 37):
        try:
            refuse_weak(f"{number:06}")
        except WeakPin:
            continue
        left += 1

    assert 0.9 < left / len(range(0, 1_000_000, 37)) < 0.93


def test_the_hash_of_a_pin_says_nothing_without_the_phone() -> None:
    assert keyed(PIN, word="a") != keyed(PIN, word="b")
    assert keyed(PIN, word="a") == keyed(PIN, word="a")


# Enrolling.


def test_the_same_form_again_is_the_same_device(
    client: Client, ours: Koppontren, manager: User
) -> None:
    client.force_login(manager)
    form = {"name": "HP Toko", "request_id": str(uuid4())}

    first, second = client.post(HERE, form), client.post(HERE, form)
    assert first.headers["Location"] == second.headers["Location"] != HERE
    with acting_for(ours):
        assert Device.objects.of(ours).count() == 1
    assert client.post(HERE, {"name": ""}).status_code == 422


def test_a_link_makes_one_phone_the_device(ours: Koppontren, manager: User) -> None:
    device, phone = prepared(ours, manager), Client()

    assert phone.get(link_of(device)).status_code == 200
    assert COOKIE not in phone.cookies  # a preview of the link uses nothing up
    phone.post(link_of(device))
    cookie = phone.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert phone.get("/pin/").status_code == 200

    second = Client()
    assert second.get(link_of(device)).status_code == 410
    assert second.post(link_of(device)).status_code == 422
    assert COOKIE not in second.cookies
    assert phone.get("/perangkat/tidak-berlaku/").status_code == 404


def test_a_link_lapses(ours: Koppontren, manager: User) -> None:
    device = prepared(ours, manager)
    with acting_for(ours):
        Device.objects.of(ours).update(link_until=timezone.now() - timedelta(seconds=1))
        with pytest.raises(LinkClosed):
            commands.enrol_device(ours, number=device.number)
        with pytest.raises(LinkClosed):
            commands.enrol_device(ours, number=uuid4())


def test_whoever_was_signed_in_on_the_phone_is_out(ours: Koppontren, manager: User) -> None:
    phone = Client()
    phone.force_login(manager)
    phone.post(link_of(prepared(ours, manager)))

    assert not is_in(phone)


def test_the_cookie_is_for_https_where_the_house_is(
    ours: Koppontren, manager: User, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    _device, phone = enrolled(ours, manager)

    assert phone.cookies[COOKIE]["secure"] is True


def test_only_hashes_are_kept(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    code = start_code(device, cashier)
    with acting_for(ours):
        kept = str(list(Pin.objects.of(ours).values_list("code_hash", "pin_hash")))
    assert code not in kept
    choose(phone, cashier, code)
    word = phone.cookies[COOKIE].value.split(":")[0].split(".", 1)[1]
    with acting_for(ours):
        rows = [*Device.objects.of(ours).values(), *Pin.objects.of(ours).values()]
    assert word not in str(rows)
    assert PIN not in str(rows)


# Start codes and PINs.


def test_a_person_chooses_a_pin_with_the_start_code(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    assert "Kasir Contoh" in phone.get("/pin/").content.decode()
    code = start_code(device, cashier)

    refused = choose(phone, cashier, code, "123456")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["pin"])
    refused = choose(phone, cashier, code, PIN, again=OTHER_PIN)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["again"])
    wrong = "000000" if code != "000000" else "000001"
    refused = choose(phone, cashier, wrong)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["code"])
    assert not is_in(phone)

    assert choose(phone, cashier, code).headers["Location"] == FRONT
    assert is_in(phone)


def test_a_start_code_opens_once_and_for_a_day(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, _phone = enrolled(ours, manager)
    code = start_code(device, cashier)
    with acting_for(ours):
        Pin.objects.of(ours).update(code_until=timezone.now())
        with pytest.raises(WrongStartCode):
            commands.choose_first_pin(device, cashier, word="w", code=code, pin=PIN)
    first, second = start_code(device, cashier), start_code(device, cashier)
    with acting_for(ours):
        if first != second:
            with pytest.raises(WrongStartCode):
                commands.choose_first_pin(device, cashier, word="w", code=first, pin=PIN)
        commands.choose_first_pin(device, cashier, word="w", code=second, pin=PIN)
        with pytest.raises(WrongStartCode):
            commands.choose_first_pin(device, cashier, word="w", code=second, pin=OTHER_PIN)


def test_a_pin_opens_on_its_device_alone(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    _other, second = enrolled(ours, manager)

    assert enter(second, cashier).status_code == 422 or not is_in(second)
    assert not is_in(second)
    assert enter(Client(), cashier).status_code == 403
    phone.post("/keluar/", {"next": "/pin/"})
    assert not is_in(phone)
    assert enter(phone, cashier).headers["Location"] == FRONT
    assert is_in(phone)


def test_a_pin_is_changed_by_its_person(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    assert phone.get("/pin/ganti/").status_code == 404
    with_a_pin(device, phone, cashier)
    assert phone.get("/pin/ganti/").status_code == 200

    new = {"pin": OTHER_PIN, "again": OTHER_PIN}
    refused = phone.post("/pin/ganti/", new | {"old": "935172"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["old"])
    assert phone.post("/pin/ganti/", new | {"old": PIN}).headers["Location"] == FRONT
    assert is_in(phone)
    assert enter(phone, cashier).status_code == 422
    assert enter(phone, cashier, OTHER_PIN).status_code == 302


def test_the_manager_takes_a_pin_away(ours: Koppontren, manager: User, cashier: User) -> None:
    """The session that it opened ends at once."""
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    desk = Client()
    desk.force_login(manager)

    given = desk.post(f"{HERE}{device.number}/kode/", {"person": cashier.pk})
    assert given.status_code == 200
    assert "no-store" in given.headers["Cache-Control"]
    assert not is_in(phone)
    assert enter(phone, cashier).status_code == 422
    assert choose(phone, cashier, given.context["code"].replace(" ", "")).status_code == 302


# Wrong PINs.


def test_after_five_wrong_pins_nobody_guesses_on(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    phone.post("/keluar/", {"next": "/pin/"})
    for _ in range(5):
        assert enter(phone, cashier, OTHER_PIN).status_code == 422

    locked = enter(phone, cashier)  # the right one
    assert locked.status_code == 422
    assert locked.context["form"].errors == {
        "pin": ["PIN terlalu sering salah. Tunggu 15 menit, atau minta manajer membuka kunci."]
    }
    assert not is_in(phone)
    with acting_for(ours):
        assert [one.locked for one in people_at(device)] == [15]


def test_guesses_are_held_before_the_pin(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    with CaptureQueriesContext(connection) as queries:
        start_code(device, cashier)
    asked = " ".join(query["sql"] for query in queries)

    assert -1 < asked.find('DELETE FROM "people_attempts"') < asked.find('"tenancy_pin"')


def test_the_manager_unlocks(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    for _ in range(5):
        enter(phone, cashier, OTHER_PIN)
    desk = Client()
    desk.force_login(manager)
    assert f"{HERE}{device.number}/buka/" in desk.get(f"{HERE}{device.number}/").content.decode()

    desk.post(f"{HERE}{device.number}/buka/", {"person": cashier.pk})
    assert enter(phone, cashier).status_code == 302


def test_a_lock_opens_by_itself_and_is_one_persons_at_one_device(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    colleague = world.make_member_of(ours, Role.COLLECTOR)
    with_a_pin(device, phone, cashier)
    with_a_pin(device, phone, colleague)
    for _ in range(6):
        enter(phone, cashier, OTHER_PIN)

    assert enter(phone, colleague).status_code == 302
    assert enter(phone, cashier).status_code == 422
    Attempts.objects.update(last_at=timezone.now() - timedelta(minutes=15))
    assert enter(phone, cashier).status_code == 302


def test_start_codes_are_not_guessed_on_either(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    code = start_code(device, cashier)
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        choose(phone, cashier, wrong)

    assert choose(phone, cashier, code).status_code == 422
    assert not is_in(phone)


@pytest.mark.django_db(transaction=True)
def test_wrong_pins_at_once_are_all_counted() -> None:
    world.make_sectors()
    ours = world.make_koppontren()
    manager = world.make_member_of(ours, Role.MANAGER)
    cashier = world.make_member_of(ours, Role.CASHIER)
    device, _phone = enrolled(ours, manager)
    start = Barrier(4)
    with acting_for(ours):
        code = commands.give_start_code(device, cashier)
        commands.choose_first_pin(device, cashier, word="w", code=code, pin=PIN)

    def guess(_n: int) -> str:
        try:
            start.wait(10)
            with acting_for(ours):
                try:
                    commands.check_pin(device, cashier, word="w", pin=OTHER_PIN)
                except (WrongPin, PinLocked) as refusal:
                    return refusal.code
            return "opened"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = [*pool.map(guess, range(4)), *pool.map(guess, range(4))]

    assert sorted(said) == ["pin_locked"] * 3 + ["wrong_pin"] * 5
    assert Attempts.objects.get().made == 5


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_by_two_at_once_makes_one_device() -> None:
    world.make_sectors()
    ours = world.make_koppontren()
    device = prepared(ours, world.make_member_of(ours, Role.MANAGER))
    start = Barrier(2)

    def enrol(_n: int) -> str:
        try:
            start.wait(10)
            with acting_for(ours):
                commands.enrol_device(ours, number=device.number)
        except LinkClosed as refusal:
            return refusal.code
        finally:
            connection.close()
        return "enrolled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enrol, range(2))) == ["enrolled", "link_closed"]


# How long a session holds.


def test_a_session_ends_when_nobody_touches_the_phone(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)

    later(phone, device_used_at=14 * 60)
    assert is_in(phone)  # which counts as use
    later(phone, device_used_at=14 * 60)
    assert is_in(phone)
    later(phone, device_used_at=15 * 60)
    gone = phone.get(FRONT, follow=True)
    assert gone.redirect_chain[-1][0] == "/pin/"
    assert "_auth_user_id" not in phone.session


def test_a_session_ends_after_a_shift(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)

    later(phone, signed_in_at=11.9 * 60 * 60)
    assert is_in(phone)
    later(phone, signed_in_at=0.2 * 60 * 60)
    assert not is_in(phone)


def test_a_revoked_device_opens_nothing(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    copy = Client()
    copy.cookies[COOKIE] = phone.cookies[COOKIE].value
    desk = Client()
    desk.force_login(manager)

    for _ in range(2):  # twice is once
        assert desk.post(f"{HERE}{device.number}/cabut/").status_code == 302
    assert not is_in(phone)
    for browser in (phone, copy):
        assert browser.get("/pin/").status_code == 403
        assert browser.cookies[COOKIE].value == ""
        browser.cookies[COOKIE] = "5.x:y"
        assert enter(browser, cashier).status_code == 403
    assert desk.post(f"{HERE}{device.number}/kode/", {"person": cashier.pk}).status_code == 302


def test_a_session_leaves_its_device_for_no_other(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    _other, second = enrolled(ours, manager)
    session = phone.cookies["sessionid"].value

    second.cookies["sessionid"] = session
    assert not is_in(second)
    elsewhere = Client()
    elsewhere.cookies["sessionid"] = session
    assert not is_in(elsewhere)


def test_a_role_that_ends_ends_the_session(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cashier).update(started_on=yesterday, ended_on=yesterday)

    assert not is_in(phone)
    assert "Kasir Contoh" not in phone.get("/pin/").content.decode()
    assert enter(phone, cashier).status_code == 404


def test_others_have_no_name_on_the_phone(ours: Koppontren, manager: User) -> None:
    _device, phone = enrolled(ours, manager)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.CASHIER)

    for person in (manager, neighbour, world.make_member_of(ours, Role.TELLER)):
        assert person.name not in phone.get("/pin/").content.decode()
        assert enter(phone, person).status_code == 404


# What a PIN opens.


def test_a_pin_opens_what_a_cashier_may_and_nothing_of_a_higher_role(
    ours: Koppontren, settings: Settings
) -> None:
    """A manager and secretary who also stands at the counter, walked through every address."""
    settings.REQUIRE_SECOND_FACTOR = True
    furnish(ours)
    both = world.make_member_of(ours, Role.CASHIER)
    for role in sorted(NEEDS_SECOND_FACTOR & set(KOPPONTREN_RIGHTS)):
        Membership.objects.create(user=both, role=role, koppontren=ours)
    office = world.make_office("sekretariat")
    Membership.objects.create(user=both, role=Role.SECRETARIAT, office=office)
    device, phone = enrolled(ours, world.make_member_of(ours, Role.MANAGER))
    with_a_pin(device, phone, both)

    opened = set()
    for name, parameters in ALL.items():
        if name.startswith("api"):
            continue
        for method in ("get", "post"):
            if name in {"account_logout", "tenancy:pin_enter", "set_language"}:
                continue
            status = getattr(phone, method)(_address(name, parameters)).status_code
            if status not in {403, 404, 405}:
                opened.add((method, name, status))

    assert opened == {
        ("get", "programme:koppontren", 200),
        ("get", "web:home", 302),
        ("post", "web:home", 302),
        ("get", "tenancy:pin", 200),
        ("get", "tenancy:pin_change", 200),
        ("post", "tenancy:pin_change", 200),  # nothing was typed
        *(("get", f"web:{name}", 200) for name in ("alive", "manifest", "offline", "ready")),
        ("get", "web:worker", 200),
    }
    refused = {phone.get(_address(name, ALL[name])).status_code for name in TENANT}
    assert refused == {200, 403, 405}
    assert phone.get("/api/koppontren/al-hikmah/members").status_code == 403
    assert phone.get("/api/pesantren").status_code == 403


def _address(name: str, parameters: frozenset[str]) -> str:
    """The address of a route; rows of the koppontren are those of the walls test."""
    known = FILLED | {"koppontren": "al-hikmah"} | TENANT_ROWS.get(name, {})
    for number in (known["number"], 1, "K-2026-0001"):
        with contextlib.suppress(NoReverseMatch):
            asked = known | {"number": number}
            return reverse(name, kwargs={one: asked[one] for one in parameters})
    raise AssertionError(name)


FILLED: dict[str, Any] = {
    "uidb36": "1",
    "key": "tidak-berlaku",
    "number": UUID(int=1),
    "slug": "al-hikmah",
    "one": "al-hikmah",
    "other": "x",
    "code": "3524",
    "kind": "csv",
    "sealed": "x",
    "handle": "x",
    "name": "x",
    "pk": 1,
    "year": 2024,
    "product": 1,
    "paper": 1,
    "photo": 1,
    "person": 1,
    "step": "x",
    "activity": 1,
    "reading": 1,
    "help": 1,
    "event": 1,
    "section": "x",
}


def test_the_front_page_is_a_cashiers(ours: Koppontren, manager: User, cashier: User) -> None:
    Membership.objects.create(user=cashier, role=Role.MANAGER, koppontren=ours)
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    page = phone.get(FRONT)
    desk = Client()
    desk.force_login(cashier)

    assert page.context["rooms"] == []
    assert len(desk.get(FRONT).context["rooms"]) > 3
    assert "no-store" in page.headers["Cache-Control"]
    html = page.content.decode()
    assert "/akun-saya/" not in html
    assert "/pin/ganti/" in html


def test_a_pin_needs_no_second_step(
    ours: Koppontren, manager: User, cashier: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    Membership.objects.create(user=cashier, role=Role.TELLER, koppontren=ours)
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    assert is_in(phone)

    desk = Client()
    desk.force_login(cashier)
    assert desk.get(FRONT).headers["Location"] == reverse("mfa_index")


def test_nothing_of_an_earlier_session_stays(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    phone.force_login(cashier)
    session = phone.session
    session["place"] = "office-1"
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    with_a_pin(device, phone, cashier)

    assert not {"place", "account_authentication_methods"} & set(phone.session.keys())


def test_the_sign_in_page_of_a_device_asks_for_a_name(
    client: Client, ours: Koppontren, manager: User
) -> None:
    _device, phone = enrolled(ours, manager)

    assert phone.get("/masuk/").headers["Location"] == "/pin/"
    assert phone.get("/masuk/?sandi=1").status_code == 200
    assert client.get("/masuk/").status_code == 200
    assert client.get("/pin/").status_code == 403
    phone.force_login(manager)  # by password, on the shared phone
    assert phone.get(HERE).status_code == 200


# What the manager sees, and what is remembered.


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_who_manages_devices(client: Client, ours: Koppontren, role: Role) -> None:
    client.force_login(world.make_member_of(ours, role))
    device = prepared(ours, world.make_member_of(ours, Role.MANAGER))
    may = role in {Role.MANAGER, Role.BOARD}
    reads = may or role in {Role.SUPERVISOR, Role.SHARIA_BOARD}

    assert (Right.MANAGE_DEVICES in KOPPONTREN_RIGHTS[role]) == may
    assert client.get(HERE).status_code == (200 if reads else 403)
    page = client.get(f"{HERE}{device.number}/")
    assert page.status_code == (200 if reads else 403)
    assert (link_of(device) in page.content.decode()) == may
    form = {"name": "HP Lain", "request_id": str(uuid4())}
    assert client.post(HERE, form).status_code == (302 if may else 403)
    for step in ("kode", "buka", "cabut"):
        done = client.post(f"{HERE}{device.number}/{step}/")
        assert done.status_code == (302 if may else 403)


def test_a_button_for_somebody_who_left_says_so(ours: Koppontren, manager: User) -> None:
    device, _phone = enrolled(ours, manager)
    desk = Client()
    desk.force_login(manager)
    teller = world.make_member_of(ours, Role.TELLER)

    for step in ("kode", "buka"):
        for person in (teller.pk, "", "x", "9" * 40):
            answer = desk.post(f"{HERE}{device.number}/{step}/", {"person": person})
            assert answer.headers["Location"] == f"{HERE}{device.number}/"
    with acting_for(ours):
        assert not Pin.objects.of(ours).exists()


def test_what_is_done_is_remembered(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    desk = Client()
    desk.force_login(manager)
    code = desk.post(f"{HERE}{device.number}/kode/", {"person": cashier.pk}).context["code"]
    choose(phone, cashier, code.replace(" ", ""))
    desk.post(f"{HERE}{device.number}/buka/", {"person": cashier.pk})
    desk.post(f"{HERE}{device.number}/cabut/")
    with acting_for(ours):
        read_as(manager)
        lines = [
            f"{change.who} {change.label} {change.kind} {change.title}"
            for change in told(history_of(ours, Device, Pin))
        ]

    assert sorted(lines) == [
        "Kasir Contoh changed PIN Kasir Contoh",
        "Manajer Contoh changed PIN Kasir Contoh",
        "Manajer Contoh changed Perangkat bersama HP Toko",  # enrolled
        "Manajer Contoh changed Perangkat bersama HP Toko",  # revoked
        "Manajer Contoh made PIN Kasir Contoh",
        "Manajer Contoh made Perangkat bersama HP Toko",
    ]
    page = desk.get(f"{HERE}riwayat/").content.decode()
    assert "md5" not in page
    with acting_for(ours), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy_pinevent")
        assert {"pin_hash", "code_hash"} & {column.name for column in cursor.description} == set()


def test_the_pages_ask_as_often_for_three_as_for_one(
    client: Client,
    ours: Koppontren,
    manager: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: Counter,
) -> None:
    device, phone = enrolled(ours, manager)
    client.force_login(manager)
    pages = [(client, HERE), (client, f"{HERE}{device.number}/"), (phone, "/pin/")]
    asked = []
    for _ in range(2):
        world.make_member_of(ours, Role.CASHIER)
        for browser, path in pages:
            with django_assert_max_num_queries(30) as counted:
                assert browser.get(path).status_code == 200
            asked.append(len(counted))
        prepared(ours, manager, name="HP Keliling")
        world.make_member_of(ours, Role.COLLECTOR)

    assert asked[:3] == asked[3:]


def test_ones_own_copy_names_the_devices_and_no_pin(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    (topic,) = [one(cashier) for one in TOPICS if one.__name__ == "_pins"]

    assert [row[:2] for row in topic.rows] == [[str(ours), "HP Toko"]]
    assert PIN not in str(topic)


def test_with_a_person_go_their_pins(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    enter(phone, cashier, OTHER_PIN)

    assert leave(cashier) == 1
    with acting_for(ours):
        assert not Pin.objects.of(ours).exists()
    assert not Attempts.objects.exists()
    assert not is_in(phone)


# What the database itself refuses.


def test_the_database_keeps_the_rules_too(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    theirs = world.make_koppontren("an-nur")
    with acting_for(theirs):
        assert not Device.objects.exists()
        assert not Pin.objects.exists()
    refused: dict[str, tuple[Any, dict[str, Any]]] = {
        "device_enrolled_with_a_token": (Device, {"token_hash": ""}),
        "device_enrolled_while_its_link_lasts": (Device, {"link_until": device.made_at}),
        "device_revoked_by_somebody": (Device, {"revoked_at": timezone.now()}),
        "pin_hashed": (Pin, {"pin_hash": PIN}),
        "pin_code_hashed_for_a_while": (Pin, {"code_hash": "123456"}),
    }
    for name, (model, fields) in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), acting_for(ours):
            model.objects.of(ours).update(**fields)
    with acting_for(theirs), pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
        Pin.objects.create(
            koppontren=theirs, device=device, person=cashier, code_given_at=timezone.now()
        )
