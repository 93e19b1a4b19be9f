"""One column: what it is called, what a row has in it, and how that looks on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone

from klinik.core.exports import Cell
from klinik.core.money import grouped, rupiah
from klinik.core.templatetags.klinik import tanggal

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`value` is what files hold; the page shows it in words, as a link, or by a `template`.

    Whole numbers stand to the right. A `template` gets the row as `row`. What is not `is_usual` is
    shown when somebody chooses it. The first column of a table names the row and always stays.
    """

    key: str
    name: Any  # a sentence, translated when it is shown
    value: Callable[[Row], Cell | datetime]
    link: Callable[[Row], str] | None = None
    template: str = ""
    is_number: bool = False
    is_money: bool = False
    total: Any = None  # the foot adds this up: an expression of the database, True for a list
    is_usual: bool = True
    may_sort: bool = True

    @property
    def is_right(self) -> bool:
        """Whether it is set to the right, digit under digit."""
        return self.is_number or self.is_money

    def cell(self, row: Row) -> Cell:
        """What the row has of it; a moment is a day in the reader's time zone."""
        value = self.value(row)
        return timezone.localtime(value).date() if isinstance(value, datetime) else value

    def words(self, value: Cell) -> str:
        """What the page says: nothing stays empty, so that a phone can leave it out."""
        if value is None or value == "":
            return ""
        if isinstance(value, date):
            return tanggal(value)
        if isinstance(value, int):
            return rupiah(value) if self.is_money else grouped(value)
        return value
