"""A session that a PIN opened: bound to its device, over when idle, after a shift, or revoked."""

from datetime import datetime
from time import time

from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from klinik.people.backends import BACKEND
from klinik.people.models import User
from klinik.people.sessions import BROWSER, SIGNED_IN_AT
from klinik.tenancy.devices.commands import note_use
from klinik.tenancy.devices.cookie import Held, held_by
from klinik.tenancy.devices.queries import still_holds
from klinik.tenancy.devices.rules import IDLE, NOTED_EVERY, SESSION_LASTS
from klinik.tenancy.models import Device, Pin

DEVICE = "device"
CHOSEN_AT = "device_pin_chosen_at"
USED_AT = "device_used_at"


def open_session(request: HttpRequest, device: Device, person: User, *, pin: Pin) -> None:
    """Sign this person in at this device; nothing of an earlier session stays."""
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session[DEVICE] = device.pk
    request.session[USED_AT] = time()
    request.session[BROWSER] = device.name
    request.session.set_expiry(SESSION_LASTS)
    note_pin(request, pin)
    note_use(device)


def note_pin(request: HttpRequest, pin: Pin) -> None:
    """The session goes on with this PIN; with another one it ends."""
    assert pin.chosen_at
    request.session[CHOSEN_AT] = pin.chosen_at.isoformat()


def is_by_pin(session: SessionBase) -> bool:
    """A PIN opened this session."""
    return DEVICE in session


def held_session(request: HttpRequest) -> Held | None:
    """The device of a session that a PIN opened; None ends it here. Call in a transaction."""
    session, now = request.session, time()
    held = None if _is_over(session, now) else held_by(request)
    if held is None or not _is_theirs(request, held.device):
        logout(request)
        return None
    if now - session[USED_AT] >= NOTED_EVERY.total_seconds():
        session[USED_AT] = now
        note_use(held.device)
    return held


def _is_over(session: SessionBase, now: float) -> bool:
    used_at, signed_in_at = float(session[USED_AT]), float(session[SIGNED_IN_AT])
    is_idle = now - used_at >= IDLE.total_seconds()
    return is_idle or now - signed_in_at >= SESSION_LASTS.total_seconds()


def _is_theirs(request: HttpRequest, device: Device) -> bool:
    chosen_at = datetime.fromisoformat(request.session[CHOSEN_AT])
    person = request.user
    return (
        isinstance(person, User)
        and request.session[DEVICE] == device.pk
        and still_holds(device, person, chosen_at=chosen_at)
    )
