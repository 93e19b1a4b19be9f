"""The stock card of a good: every move, with those of rooms above, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from klinik.finance.shop.models import Good, Move

SHOWN = 100


@dataclass(frozen=True, slots=True)
class CardLine:
    """So much came in (above zero) or went out, what that was worth, and where it is told."""

    at: datetime
    said: str | Promise
    quantity: int
    value: int
    entry_number: int | None = None
    by: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The latest lines of a good; `is_whole` where there are no older ones."""

    lines: Sequence[CardLine]
    is_whole: bool


# Of the latest lines of a good, at most so many: rooms above add what they sold and took back.
Source = Callable[[Good, int], Sequence[CardLine]]
_sources: list[Source] = []


def show_on_card(source: Source) -> None:
    """Let a room above tell what it moved of a good; called once, as its app starts."""
    _sources.append(source)


def stock_card(good: Good, *, limit: int = SHOWN) -> Card:
    """The latest lines of a good, newest first."""
    lines = [*_moves(good, limit + 1)]
    for source in _sources:
        lines += source(good, limit + 1)
    lines.sort(key=lambda line: line.at, reverse=True)
    return Card(lines[:limit], is_whole=len(lines) <= limit)


def _moves(good: Good, limit: int) -> list[CardLine]:
    rows = Move.objects.of(good.koppontren).filter(good=good).select_related("by")
    return [
        CardLine(
            move.at,
            move.get_kind_display(),
            move.quantity,
            move.value,
            move.entry_number,
            move.by.name,
            move.about,
        )
        for move in rows.order_by("-pk")[:limit]
    ]
