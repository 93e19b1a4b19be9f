"""A table of one list, in the state that its address says: order, columns, page, file."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext as _

from klinik.core.exports import KINDS, Cell, Paper, Strong
from klinik.core.tables.columns import Column

Row = TypeVar("Row")
Order = Callable[[Any, str, bool], Any]
ORDER, COLUMNS, PAGE, FILE = "urut", "kolom", "page", "format"
PER_PAGE = 50
CHUNK = 1000  # rows read at once for a file


class Head(NamedTuple):
    """A heading, and the address of the same table sorted by it."""

    column: Column[Any]
    url: str
    aria_sort: str


class Shown(NamedTuple):
    """One cell on the page."""

    column: Column[Any]
    words: str
    url: str
    is_minus: bool


def order_by(fields: dict[str, Sequence[str]]) -> Order:
    """Let the database sort: which fields stand behind each column; the last one is unique."""

    def ordered(rows: QuerySet[Any], key: str, is_down: bool) -> QuerySet[Any]:
        return rows.order_by(*(f"-{field}" if is_down else field for field in fields[key]))

    ordered.sortable = frozenset(fields)  # type: ignore[attr-defined]
    return ordered


class Table(Generic[Row]):
    """Rows (a query, or a list that is there already) under columns, as `asked` by an address.

    What the address does not know well is left out: an unknown column or order is the usual one.
    `first` is the usual order, a key of a column, with "-" the other way round; where it is empty
    the rows stay as they come. `said` are the filters in words, for the file. `number` is how many
    rows there are, where that is known already.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        rows: Any,
        *,
        asked: QueryDict,
        name: str,
        paper: Paper,
        first: str = "",
        order: Order | None = None,
        per_page: int = PER_PAGE,
        number: int | None = None,
    ) -> None:
        self.all = list(columns)
        self.asked = asked
        self.name = name
        self.paper = paper
        self.per_page = per_page
        self.number = number
        self._order = order or _in_memory(self.all)
        self._sortable = getattr(self._order, "sortable", None)
        self.order = self._known_order(asked.get(ORDER, "")) or first
        self.rows = self._sorted(rows)

    # What the page shows

    @cached_property
    def columns(self) -> list[Column[Row]]:
        """The first one, and those that were chosen or are usual."""
        chosen = set(self.asked.getlist(COLUMNS))
        first, *others = self.all
        wanted = [c for c in others if c.key in chosen]
        return [first, *(wanted or [c for c in others if c.is_usual])]

    @cached_property
    def page(self) -> Page[Row]:
        """The rows of the page that was asked for; the nearest one for a page that is not there."""
        paginator = Paginator(self.rows, self.per_page)
        if self.number is not None:
            paginator.count = self.number
        return paginator.get_page(self.asked.get(PAGE))

    @cached_property
    def heads(self) -> list[Head]:
        """The headings; by the one in use, a click turns the order round."""
        return [Head(column, *self._turned(column)) for column in self.columns]

    @property
    def lines(self) -> Iterator[tuple[Row, list[Shown]]]:
        """The rows of this page, cell by cell."""
        for row in self.page.object_list:
            yield row, [_shown(column, row) for column in self.columns]

    @cached_property
    def totals(self) -> list[Shown]:
        """The foot: the sums of all pages; empty where there is nothing to add up."""
        sums = self._sums() if self.page.paginator.count > 1 else {}
        if not sums:
            return []
        return [
            Shown(c, c.words(sums.get(c.key)), "", sums.get(c.key, 0) < 0) for c in self.columns
        ]

    # What one may choose

    @property
    def sorts(self) -> list[tuple[str, Any, bool]]:
        """The orders to choose from without headings: key, name, whether it is in use."""
        return [(c.key, c.name, c.key == self.order.lstrip("-")) for c in self.all if self._may(c)]

    @property
    def choices(self) -> list[tuple[Column[Row], bool]]:
        """The columns to choose from, and whether each is shown now."""
        return [(column, column in self.columns) for column in self.all[1:]]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What else the address says, for the form that changes order and columns."""
        return [
            (name, value)
            for name, values in self.asked.lists()
            for value in values
            if name not in {ORDER, COLUMNS, PAGE, FILE}
        ]

    # What a file holds

    @property
    def file(self) -> str:
        """The kind of file that was asked for; empty for the page."""
        kind = self.asked.get(FILE, "")
        return kind if kind in KINDS else ""

    def content(self) -> Iterator[Sequence[Cell]]:
        """The heading, every row that was filtered, the totals."""
        yield [str(column.name) for column in self.columns]
        rows = self.rows.iterator(CHUNK) if isinstance(self.rows, QuerySet) else self.rows
        for row in rows:
            yield [column.cell(row) for column in self.columns]
        sums = self._sums()
        if sums:
            _name, *others = self.columns
            yield Strong([_("Total"), *(sums.get(column.key) for column in others)])

    # How

    def _sums(self) -> dict[str, int]:
        summed = [column for column in self.columns if column.total is not None]
        if not summed:
            return {}
        if isinstance(self.rows, QuerySet):
            asked = {column.key: Sum(column.total) for column in summed}
            found = self.rows.order_by().aggregate(**asked)
            return {key: int(value or 0) for key, value in found.items()}
        return {c.key: sum(_whole(c.value(row)) for row in self.rows) for c in summed}

    def _may(self, column: Column[Row]) -> bool:
        return column.may_sort and (self._sortable is None or column.key in self._sortable)

    def _known_order(self, typed: str) -> str:
        key = typed.removeprefix("-")
        return typed if any(c.key == key and self._may(c) for c in self.all) else ""

    def _sorted(self, rows: Any) -> Any:
        if not self.order:
            return rows
        return self._order(rows, self.order.removeprefix("-"), self.order.startswith("-"))

    def _turned(self, column: Column[Row]) -> tuple[str, str]:
        if not self._may(column):
            return "", ""
        is_up = self.order == column.key
        now = "ascending" if is_up else "descending" if self.order == f"-{column.key}" else "none"
        return self._address(**{ORDER: f"-{column.key}" if is_up else column.key, PAGE: ""}), now

    def _address(self, **other: str) -> str:
        query = self.asked.copy()
        query.pop(FILE, None)
        for name, value in other.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


def _shown(column: Column[Any], row: Any) -> Shown:
    value = column.cell(row)
    url = column.link(row) if column.link else ""
    is_minus = column.is_right and isinstance(value, int) and value < 0
    return Shown(column, column.words(value), url, is_minus)


def _in_memory(columns: Sequence[Column[Any]]) -> Order:
    """Sort what is there already; empty cells come last both ways."""
    by_key = {column.key: column for column in columns}

    def ordered(rows: Sequence[Any], key: str, is_down: bool) -> list[Any]:
        value = by_key[key].value
        there = [row for row in rows if value(row) not in (None, "")]
        gone = [row for row in rows if value(row) in (None, "")]
        return sorted(there, key=lambda row: _rank(value(row)), reverse=is_down) + gone

    return ordered


def _whole(value: Any) -> int:
    return int(value or 0)


def _rank(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
