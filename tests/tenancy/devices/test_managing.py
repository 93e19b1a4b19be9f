"""What the manager sees, what is remembered, and what the database itself refuses."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.people.access import read_as
from klinik.people.models import Attempts, User
from klinik.tenancy.database import acting_for
from klinik.tenancy.history.queries import history_of, told
from klinik.tenancy.models import Device, Koppontren, Pin
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right, Role
from klinik.web.own.queries import TOPICS
from tests import world
from tests.tenancy.devices.phones import (
    HERE,
    OTHER_PIN,
    PIN,
    Counter,
    choose,
    enrolled,
    enter,
    is_in,
    link_of,
    prepared,
    with_a_pin,
)
from tests.web.test_erasure import leave

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
