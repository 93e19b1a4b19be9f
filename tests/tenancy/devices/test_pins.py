"""Which PINs are taken, how one is chosen, and how often one may guess."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from klinik.people.models import Attempts, User
from klinik.tenancy.database import acting_for
from klinik.tenancy.devices import commands
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
from klinik.tenancy.models import Koppontren, Pin
from klinik.tenancy.roles import Role
from tests import world
from tests.tenancy.devices.phones import (
    FRONT,
    HERE,
    OTHER_PIN,
    PIN,
    choose,
    enrolled,
    enter,
    is_in,
    prepared,
    start_code,
    with_a_pin,
)

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
