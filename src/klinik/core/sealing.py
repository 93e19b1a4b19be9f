"""Secrets in the database: sealed with a key made from SECRET_KEY, and found by a keyed hash.

Each kind of secret has a salt of its own. Old keys (SECRET_KEY_FALLBACKS) still open and find.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class BrokenSeal(Exception):
    """It was sealed under another key than any of today's."""


def seal(secret: str, *, salt: str) -> str:
    """The secret as it may lie in a table; twice the same secret is sealed differently."""
    return _seals(salt).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, salt: str) -> str:
    """The secret again. Raises BrokenSeal, never gives an empty one."""
    try:
        return _seals(salt).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal from None


def keyed_hashes(secret: str, *, salt: str) -> list[str]:
    """By what an equal secret is found, under today's key first, then under older ones."""
    salt = f"{salt}.find"
    return [
        salted_hmac(salt, secret, secret=key, algorithm="sha256").hexdigest() for key in _keys()
    ]


def _seals(salt: str) -> MultiFernet:
    digests = (salted_hmac(salt, "", secret=key, algorithm="sha256").digest() for key in _keys())
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def _keys() -> Iterator[str | bytes]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
