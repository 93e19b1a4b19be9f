"""How much of a book fits on paper, and where a page of the journal ends. Pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import grouped

MOST_ON_PAPER = 2_000  # lines; some fifty pages


class TooManyLines(DomainError):
    """More lines than anybody prints."""

    code = "too_many_lines"

    def __init__(self, lines: int) -> None:
        super().__init__(
            _(
                "These days have %(lines)s lines, and a PDF takes %(most)s at most. Choose a "
                "shorter period or one unit, or take it as Excel or CSV: they hold any number."
            )
            % {"lines": grouped(lines), "most": grouped(MOST_ON_PAPER)}
        )


def place_of(on: date, number: int) -> str:
    """The place of an entry in a journal by day, as it stands in an address."""
    return f"{on.isoformat()}.{number}"


def read_place(place: str) -> tuple[date, int]:
    """The day and number of a place; ValueError if it is anything else."""
    day, number = place.split(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise ValueError(place)
    return date.fromisoformat(day), int(number)
