"""How a token is written, so that people and scanners know one when they see it; pure."""

import hashlib
import secrets
import string
import zlib
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

PREFIX = "klinik_"
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
SECRET = 43  # letters of base 62: 256 bits
CHECK = 6  # letters of base 62: CRC-32
USUAL_DAYS, MOST_DAYS = 90, 365
LONGEST = timedelta(days=MOST_DAYS, hours=1)


class TokenShownOnce(DomainError):
    """The same form again: its token is there, and its secret is nowhere."""

    code = "token_shown_once"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This token was made already, and a token is shown only once. If you did not "
                "copy it, revoke it and make another."
            )
        )


class NoRoleForTokens(DomainError):
    """A token belongs to a role that may have one."""

    code = "no_role_for_tokens"

    def __init__(self) -> None:
        super().__init__(_("Your role here includes no tokens."))


def new_secret() -> str:
    """A token of 256 random bits with the house's prefix and a checksum at its end."""
    secret = _in_letters(secrets.randbits(256), length=SECRET)
    return f"{PREFIX}{secret}{_check(secret)}"


def is_well_formed(token: str) -> bool:
    """Whether this can be a token of ours at all, told without asking the database."""
    body = token.removeprefix(PREFIX)
    if body == token or len(body) != SECRET + CHECK or set(body) - set(LETTERS):
        return False
    return secrets.compare_digest(_check(body[:SECRET]), body[SECRET:])


def digest_of(token: str) -> str:
    """What is stored of a token: of random bits a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check(secret: str) -> str:
    return _in_letters(zlib.crc32(secret.encode()), length=CHECK)


def _in_letters(number: int, *, length: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters.rjust(length, LETTERS[0])
