"""Enrolling a shared device and revoking it; start codes, and the PINs that people choose."""

from datetime import timedelta
from secrets import randbelow, token_urlsafe
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from klinik.people.commands import count_attempt, forget_attempts
from klinik.people.models import User
from klinik.tenancy.devices.rules import (
    CODE_LASTS,
    DIGITS,
    LINK_LASTS,
    LinkClosed,
    PinLocked,
    WrongPin,
    WrongStartCode,
    digest_of,
    guesses_at,
    keyed,
    refuse_weak,
)
from klinik.tenancy.models import Device, Koppontren, Pin

USED_EVERY = timedelta(minutes=5)  # not a write for each page


def prepare_device(koppontren: Koppontren, *, name: str, request_id: UUID, by: User) -> Device:
    """A device that waits for its link to be opened on it; the same form again is the same one."""
    device, _made = Device.objects.get_or_create(
        number=request_id,
        koppontren=koppontren,
        defaults={"name": name, "made_by": by, "link_until": timezone.now() + LINK_LASTS},
    )
    return device


@transaction.atomic
def enrol_device(koppontren: Koppontren, *, number: UUID) -> tuple[Device, str]:
    """Whoever opened the link is this device from now on; answers its word. Raises LinkClosed."""
    rows = Device.objects.of(koppontren).select_for_update(of=["self"])
    device = rows.filter(number=number).first()
    if device is None or not device.waits:
        raise LinkClosed
    word = token_urlsafe(32)
    device.token_hash, device.enrolled_at = digest_of(word), timezone.now()
    device.save(update_fields=["token_hash", "enrolled_at"])
    return device, word


@transaction.atomic
def revoke_device(device: Device, *, by: User) -> None:
    """Nobody signs in there any more, and whoever is signed in there is out; twice is once."""
    device = Device.objects.select_for_update(of=["self"]).get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = timezone.now(), by
        device.save(update_fields=["revoked_at", "revoked_by"])


def note_use(device: Device) -> None:
    """It was used just now; written down once in five minutes at most."""
    now = timezone.now()
    if device.last_used_at is None or device.last_used_at < now - USED_EVERY:
        Device.objects.filter(pk=device.pk).update(last_used_at=now)


@transaction.atomic
def give_start_code(device: Device, person: User) -> str:
    """A code with which the person chooses a PIN at this device, once and within a day.

    The PIN that they had opens nothing any more, and neither does a lock stand in the way.
    """
    code, now = f"{randbelow(10**DIGITS):0{DIGITS}}", timezone.now()
    given = {
        "code_hash": make_password(code),
        "code_until": now + CODE_LASTS,
        "code_given_at": now,
        "pin_hash": "",
        "chosen_at": None,
    }
    forget_attempts(_guesses(device, person))  # first, as whoever changes a PIN counts first
    Pin.objects.update_or_create(
        koppontren=device.koppontren, device=device, person=person, defaults=given
    )
    return code


@transaction.atomic
def unlock(pin: Pin) -> None:
    """Whoever typed too many wrong PINs may try again at once."""
    forget_attempts(_guesses(pin.device, pin.person))
    pin.unlocked_at = timezone.now()
    pin.save(update_fields=["unlocked_at"])


def choose_first_pin(device: Device, person: User, *, word: str, code: str, pin: str) -> Pin:
    """The person's PIN at this device from now on, chosen with the start code.

    Raises WeakPin, WrongStartCode and PinLocked; guesses are counted, so catch them inside the
    request's transaction.
    """
    refuse_weak(pin)
    _count(device, person)
    known = _pin_of(device, person)
    if known is None or not known.waits or not check_password(code, known.code_hash):
        raise WrongStartCode
    return _keep(known, device, person, pin, word=word)


def change_pin(device: Device, person: User, *, word: str, old: str, pin: str) -> Pin:
    """Another PIN for somebody who knows the present one. Raises WeakPin, WrongPin, PinLocked."""
    refuse_weak(pin)
    return _keep(check_pin(device, person, word=word, pin=old), device, person, pin, word=word)


def check_pin(device: Device, person: User, *, word: str, pin: str) -> Pin:
    """The person's PIN at this device, if this is it.

    Raises WrongPin, and PinLocked after five of them; guesses are counted, so catch both inside
    the request's transaction.
    """
    _count(device, person)
    known = _pin_of(device, person)
    if (
        known is None
        or not known.pin_hash
        or not check_password(keyed(pin, word=word), known.pin_hash)
    ):
        raise WrongPin
    forget_attempts(_guesses(device, person))
    return known


def _count(device: Device, person: User) -> None:
    count_attempt(_guesses(device, person), refusal=PinLocked)


def _guesses(device: Device, person: User) -> str:
    return guesses_at(device.pk, person.pk)


def _pin_of(device: Device, person: User) -> Pin | None:
    return Pin.objects.of(device.koppontren).filter(device=device, person=person).first()


def _keep(known: Pin, device: Device, person: User, pin: str, *, word: str) -> Pin:
    known.pin_hash, known.chosen_at = make_password(keyed(pin, word=word)), timezone.now()
    known.code_hash, known.code_until = "", None
    known.save(update_fields=["pin_hash", "chosen_at", "code_hash", "code_until"])
    forget_attempts(_guesses(device, person))
    return known
