"""The end of a chain as one word that can be printed, kept elsewhere and compared later. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

WORD = re.compile(r"([a-z0-9-]+):([0-9]{1,18}):((?:[0-9a-f]{64})?)", re.ASCII)
REMARK = "#"


class Head(NamedTuple):
    """Where a book stood once: the number of its last entry and that entry's link, in hex."""

    koppontren: str
    number: int
    link: str

    def __str__(self) -> str:
        return f"{self.koppontren}:{self.number}:{self.link}"


class NotAHead(ValueError):
    """A word that is not koppontren:number:hash."""


def read_head(word: str) -> Head:
    """Read koppontren:number:hash. Raises NotAHead; before the first entry the hash is empty."""
    found = WORD.fullmatch(word.strip())
    if found is None or (int(found[2]) == 0) != (found[3] == ""):
        raise NotAHead(word.strip())
    return Head(found[1], int(found[2]), found[3])


def read_heads(lines: Iterable[str]) -> list[Head]:
    """One head a line, as the page writes them; a line that begins with # is a remark."""
    words = (line.strip() for line in lines)
    return [read_head(word) for word in words if word and not word.startswith(REMARK)]
