"""Questions of the ORM that are put into SQL once per process, where each request asks them.

Django writes the SQL of a QuerySet anew each time it is asked, which takes several times as long as
PostgreSQL takes to answer with a row of it (decision 0059).
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, Value
from django.db.models.query import get_related_populators

from klinik.core.database import prepared_cursor

Row = TypeVar("Row", bound=Model)


class _Place:
    """Where a value goes that is not known yet."""

    def __init__(self, position: int) -> None:
        self.position = position


class _Compiled:
    """The text of a question, its values in order, and how its rows become objects."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.text, values = compiler.as_sql()
        self.values: Sequence[Any] = values
        info: Any = compiler.klass_info
        select: Any = compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model: type[Model] = info["model"]
        self.columns = slice(first, last)
        self.names = [column[0].target.attname for column in select[self.columns]]
        related: Any = get_related_populators  # the stubs tell of another Django
        self.related = related(info, select, DEFAULT_DB_ALIAS)
        self.annotations = tuple(compiler.annotation_col_map.items())
        self.converters = compiler.get_converters([column[0] for column in select])
        self.convert = compiler.apply_converters

    def filled(self, given: Sequence[Any]) -> list[Any]:
        """The values of this time."""
        return [given[v.position] if isinstance(v, _Place) else v for v in self.values]

    def rows(self, found: list[tuple[Any, ...]]) -> list[Any]:
        """The objects of what the server answered."""
        read = self.convert(found, self.converters) if self.converters else found
        return [self._row(columns) for columns in read]

    def _row(self, columns: Sequence[Any]) -> Any:
        """One object with what was asked beside it."""
        one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, columns[self.columns])
        for populator in self.related:
            populator.populate(columns, one)
        for name, position in self.annotations:
            setattr(one, name, columns[position])
        return one


class Kept(Generic[Row]):
    """A question with places for its values; call it with these to get its rows.

    `build` is called once, with a mark for each of its values, and returns the QuerySet. It may
    filter by a mark, in subqueries too, but not look at it. The server plans the text once per
    connection, too.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._compiled: _Compiled | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values, in the order of the marks."""
        known = self._compiled or self._compile(len(values))
        with prepared_cursor(binary=False) as cursor:
            cursor.execute(known.text, known.filled(values))
            return known.rows(cursor.fetchall())

    def first(self, *values: Any) -> Row | None:
        """The first of the rows, or None."""
        return next(iter(self(*values)), None)

    def _compile(self, count: int) -> _Compiled:
        # Two threads may both do it the first time: they write the same.
        marks = [Value(_Place(position)) for position in range(count)]
        self._compiled = _Compiled(self._build(*marks))
        return self._compiled
