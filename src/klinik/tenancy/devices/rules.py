"""Which PINs are no PINs, how long things last, and what is refused at a shared device; pure."""

import hashlib
from datetime import date, timedelta
from itertools import pairwise

from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klinik.core.errors import DomainError

DIGITS = 6
LINK_LASTS = timedelta(minutes=15)
CODE_LASTS = timedelta(days=1)
SESSION_LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)  # no write for each page
BIRTH_YEARS = range(1930, 2031)
LEAP_YEAR = 2000


class LinkClosed(DomainError):
    """The link that enrols a device was used, or is too old."""

    code = "link_closed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This link was used already or is older than 15 minutes. "
                "Ask the manager for a new one."
            )
        )


class WrongPin(DomainError):
    """Not this person's PIN at this device."""

    code = "wrong_pin"

    def __init__(self) -> None:
        super().__init__(_("This PIN is not right. After five wrong ones you wait 15 minutes."))


class WrongStartCode(DomainError):
    """Not the code that the manager gave, or too old."""

    code = "wrong_start_code"

    def __init__(self) -> None:
        super().__init__(
            _("This start code is not right or is older than a day. Ask the manager for another.")
        )


class PinLocked(DomainError):
    """Guessed wrongly too often at this device; whoever runs the koppontren can help at once."""

    code = "pin_locked"

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "Too many wrong PINs. Wait %(minutes)s minute, or ask the manager to unlock you.",
            "Too many wrong PINs. Wait %(minutes)s minutes, or ask the manager to unlock you.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class WeakPin(DomainError):
    """A PIN that is guessed first."""

    code = "weak_pin"

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)


def digest_of(word: str) -> str:
    """What is kept of a long random word: nobody guesses it, so a fast hash will do."""
    return hashlib.sha256(word.encode()).hexdigest()


def keyed(pin: str, *, word: str) -> str:
    """The PIN mixed with the device's word: without the phone nobody can try PINs at its hash."""
    return salted_hmac("klinik.tenancy.pin", pin, secret=word, algorithm="sha256").hexdigest()


def guesses_at(device: int, person: int) -> str:
    """What the guesses of a person at a device are counted under: what for, whose, and where."""
    return f"pin {person} {device}"


def refuse_weak(pin: str) -> None:
    """Raise WeakPin for digits in a row or repeated, and for what can be read as a date."""
    if _is_plain(pin):
        raise WeakPin(
            _("This PIN is guessed first. Choose digits without an order or a repetition.")
        )
    if _is_date(pin):
        raise WeakPin(
            _("This can be read as a date, and birthdays are guessed first. Choose others.")
        )


def _is_plain(pin: str) -> bool:
    """One to three digits over and over, pairs or triples of one digit, or a run up or down."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if steps in ({1}, {9}):
        return True
    if any(pin == pin[:length] * (DIGITS // length) for length in (1, 2, 3)):
        return True
    return any(_is_of_same(pin, length) for length in (2, 3))


def _is_of_same(pin: str, length: int) -> bool:
    return all(len(set(pin[at : at + length])) == 1 for at in range(0, DIGITS, length))


def _is_date(pin: str) -> bool:
    """Day, month and year in any order people write them, or a month and the year of a birth."""
    one, two, three = pin[:2], pin[2:4], pin[4:]
    if any(_is_day(*pair) for pair in ((one, two), (two, one), (three, two))):
        return True
    months = ((pin[:2], pin[2:]), (pin[4:], pin[:4]))
    return any(_is_day("01", month) and int(year) in BIRTH_YEARS for month, year in months)


def _is_day(day: str, month: str) -> bool:
    try:
        date(LEAP_YEAR, int(month), int(day))
    except ValueError:
        return False
    return True
