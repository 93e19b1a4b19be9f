"""Whole rupiah: divided without loss, written as Indonesia writes them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

Key = TypeVar("Key", int, str)

NAMES = frozenset({"rp", "rupiah", "idr"})  # of the unit, as people write them
MAX_AMOUNT = 10**15  # rupiah; far above any cooperative, far below what a bigint holds


UNITS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    *("sepuluh", "sebelas"),
)
SCALES = (
    *((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")),
    *((1000, "ribu"), (100, "ratus"), (10, "puluh")),
)


def is_rupiah(unit: str) -> bool:
    """Figures in rupiah are written with their sign in front, and they are whole."""
    return unit.lower() in NAMES


class NotDivisible(DomainError):
    """There is nothing to divide by: no weights, all of them zero, or one below zero."""

    code = "not_divisible"

    def __init__(self) -> None:
        super().__init__(_("This amount cannot be shared out: at least one share must be above 0."))


def share_out(total: int, weights: Mapping[Key, Fraction | int]) -> dict[Key, int]:
    """Divide `total` rupiah by `weights` and lose nothing: largest remainder, ties by key.

    Raises NotDivisible for a negative total, a negative weight, or weights that sum to zero.
    """
    whole = sum(map(Fraction, weights.values()))
    if total < 0 or whole == 0 or min(weights.values()) < 0:
        raise NotDivisible
    exact = {key: total * Fraction(weight) / whole for key, weight in weights.items()}
    shares = {key: int(part) for key, part in exact.items()}
    left = total - sum(shares.values())
    for key in sorted(exact, key=lambda key: (shares[key] - exact[key], key))[:left]:
        shares[key] += 1
    return shares


def grouped(number: int) -> str:
    """Write a whole number with a dot between thousands: 1234567 -> "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """Write whole rupiah for people: 1234567 -> "Rp1.234.567", -500 -> "-Rp500"."""
    return f"{'-' if amount < 0 else ''}Rp{grouped(abs(amount))}"


def terbilang(number: int) -> str:
    """Write a whole number in Indonesian words: 1250 -> "seribu dua ratus lima puluh".

    Raises ValueError below zero.
    """
    if number < 0:
        raise ValueError(f"{number} is below zero: only what was counted is written in words")
    if number < len(UNITS):
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} belas"
    size, name = next(scale for scale in SCALES if number >= scale[0])
    many, rest = divmod(number, size)
    head = f"se{name}" if many == 1 and size in (100, 1000) else f"{terbilang(many)} {name}"
    return f"{head} {terbilang(rest)}" if rest else head
