"""Shared phones, and what is done at them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

from django.test import Client

from klinik.core.history import acting
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.devices import commands
from klinik.tenancy.devices.cookie import link_to
from klinik.tenancy.models import Device, Koppontren

Counter = Callable[..., AbstractContextManager[Any]]
HERE = "/koppontren/al-hikmah/perangkat/"
FRONT = "/koppontren/al-hikmah/"
PIN, OTHER_PIN = "402817", "735290"


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
