"""A phone becomes a shared device by a link that opens once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.devices import commands
from klinik.tenancy.devices.cookie import COOKIE
from klinik.tenancy.devices.rules import (
    LinkClosed,
)
from klinik.tenancy.models import Device, Koppontren, Pin
from tests.tenancy.devices.phones import (
    HERE,
    PIN,
    choose,
    enrolled,
    is_in,
    link_of,
    prepared,
    start_code,
)

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
