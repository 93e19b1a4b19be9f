"""What a browser calls itself, in words that its owner knows; and how often one may guess."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klinik.core.errors import DomainError

ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)
COPY_KEPT = timedelta(days=7)  # of one's own data, to be taken by that person
COPIES_A_DAY = 3
ERASED_AFTER = timedelta(days=14)


class AddressUsed(DomainError):
    """Somebody else signs in with this e-mail by now."""

    code = "address_used"

    def __init__(self) -> None:
        super().__init__(_("This e-mail cannot be used any more. Choose another one."))


class NumberUsed(DomainError):
    """Somebody else signs in with this number; not said so."""

    code = "number_used"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This number cannot be used. If it is yours, ask whoever invited you, or the "
                "secretariat, to look at it."
            )
        )


class NoWayLeft(DomainError):
    """Without this nobody could reach the person, or they could not sign in."""

    code = "no_way_left"

    def __init__(self) -> None:
        super().__init__(
            _("You sign in with this number. Add an e-mail and confirm it first, then remove it.")
        )


# The first name found is the one: most browsers also call themselves by the names of others.
BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """The family of a browser and its system, "Chrome, Android"; empty for what is unknown."""
    found = (
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in found if name)


class TooManyAttempts(DomainError):
    """A secret was guessed wrongly too often."""

    code = "too_many_attempts"

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "Too many wrong codes. Try again in %(minutes)s minute.",
            "Too many wrong codes. Try again in %(minutes)s minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class WrongPassword(DomainError):
    """Not this person's password."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(_("This password is not right. After five wrong ones you wait a while."))


class OnlyOnOwnDevice(DomainError):
    """A passkey lives in the person's own device, so nobody shows it at another screen."""

    code = "only_on_own_device"

    def __init__(self) -> None:
        super().__init__(
            _("You sign in with a passkey. Open the notice on your own phone and decide there.")
        )


class TooManyLetters(DomainError):
    """So many links to mailboxes were asked for that somebody is being pestered."""

    code = "too_many_letters"

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "You asked for many links. Look into your mail, or ask again in %(minutes)s minute.",
            "You asked for many links. Look into your mail, or ask again in %(minutes)s minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class CopyComing(DomainError):
    """A copy of the person's data is being made already."""

    code = "copy_coming"

    def __init__(self) -> None:
        super().__init__(_("Your copy is being made already. This page shows when it is there."))


class EnoughCopies(DomainError):
    """The person asked for their data often today."""

    code = "enough_copies"

    def __init__(self) -> None:
        super().__init__(
            ngettext(
                "You asked for your data %(number)s time today. Ask again tomorrow.",
                "You asked for your data %(number)s times today. Ask again tomorrow.",
                COPIES_A_DAY,
            )
            % {"number": COPIES_A_DAY}
        )


class WrongCode(DomainError):
    """Neither the app nor the list of backup codes has this one, or it was used before."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code is not right, or it was used already. Type the one that the app shows "
                "now, or a backup code that you have not used."
            )
        )


def minutes_locked(made: int, last_at: datetime, *, now: datetime) -> int:
    """For how many minutes nobody may guess, after so many in a row; 0 where one may."""
    left = last_at + LOCKED_FOR - now
    if made < ATTEMPTS or left <= timedelta():
        return 0
    return -(-int(left.total_seconds()) // 60) or 1
