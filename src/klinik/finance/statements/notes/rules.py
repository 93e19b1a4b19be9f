"""The standards that hold on a day, and numbers put into the places that a text keeps for them."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

BASES = Path(__file__).with_name("bases.csv")
DEFAULTS = {
    "id": Path(__file__).with_name("default.md"),
    "en": Path(__file__).with_name("default.en.md"),
}
PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Basis:
    """A standard or regulation, and the days on which book years end that it is for."""

    first: date
    last: date
    name: str
    about: Mapping[str, str]  # by language


@cache
def bases() -> tuple[Basis, ...]:
    """All that are known, as dated data."""
    with BASES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Basis(
                date.fromisoformat(row["from"] or "0001-01-01"),
                date.fromisoformat(row["until"] or "9999-12-31"),
                row["name"],
                {"id": row["about"], "en": row["about_en"]},
            )
            for row in csv.DictReader(file)
        )


def bases_on(day: date) -> list[Basis]:
    """Those that hold for a book year that ends on this day."""
    return [basis for basis in bases() if basis.first <= day <= basis.last]


@cache
def default_text(language: str = "id") -> str:
    """What a koppontren begins with; in Indonesian where there is none in this language."""
    return DEFAULTS[spoken(language)].read_text(encoding="utf-8")


def spoken(language: str) -> str:
    """This language, if there are words in it; Indonesian otherwise."""
    return language if language in DEFAULTS else "id"


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with each `{place}` filled in; a place nobody knows stays as it was typed."""
    return PLACE.sub(lambda found: words.get(found[1], found[0]), text)
