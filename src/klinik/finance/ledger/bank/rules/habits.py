"""What texts of a bank are remembered by, so that the next one like it finds its category."""

import re
from collections.abc import Mapping
from typing import TypeVar

from klinik.core.imports.rules import plain

Value = TypeVar("Value")
LONGEST = 120
ALIKE = 60  # percent of the words of both
MONTHS = re.compile(
    r"(?:jan|feb|mar|apr|mei|may|jun|jul|agu|agt|aug|sep|okt|oct|nov|des|dec)[a-z]*"
)


def remembered_by(text: str) -> str:
    """The words of a text that come again: no numbers, days or months, each once, in order."""
    words = [word for word in plain(text).split() if not _passes(word)]
    return " ".join(dict.fromkeys(words))[:LONGEST]


def best(text: str, known: Mapping[str, Value]) -> Value | None:
    """What the text most like this one was booked as; None where none is like it enough."""
    key = remembered_by(text)
    if not key:
        return None
    if key in known:
        return known[key]
    mine = set(key.split())
    scored = [(_shared(mine, set(other.split())), other) for other in known]
    score, other = max(scored, default=(0, ""))
    return known[other] if score >= ALIKE else None


def _passes(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or bool(MONTHS.fullmatch(word)) or len(word) < 2


def _shared(one: set[str], other: set[str]) -> int:
    return 100 * len(one & other) // max(1, len(one | other))
