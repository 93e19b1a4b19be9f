"""A NIK at rest: sealed, and found by a hash that only this house can make."""

from klinik.core.sealing import keyed_hashes, seal, unseal

SALT = "klinik.finance.members.nik"


def sealed_nik(nik: str) -> str:
    """As it lies in the table; no NIK is nothing."""
    return seal(nik, salt=SALT) if nik else ""


def opened_nik(sealed: str) -> str:
    """The 16 digits again. Raises BrokenSeal."""
    return unseal(sealed, salt=SALT) if sealed else ""


def nik_hashes(nik: str) -> list[str]:
    """By what it is found, under today's key first, then under older ones; no NIK is nothing."""
    return keyed_hashes(nik, salt=SALT) if nik else []


def nik_hash(nik: str) -> str:
    """What is kept beside it, under today's key; no NIK is nothing."""
    return nik_hashes(nik)[0] if nik else ""
