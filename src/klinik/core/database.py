"""What Django leaves to us: settings of one transaction, and statements the server remembers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.http import HttpResponse
from psycopg import Cursor


def set_local(name: str, value: str, *more: str) -> None:
    """Set PostgreSQL settings until the transaction ends; never for the whole session.

    `more` are further names and values in turn: all are set by one statement.
    Raises RuntimeError outside a transaction, where PostgreSQL would forget it at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} can be set only inside a transaction")
    words = [name, value, *more]
    calls = ", ".join(["set_config(%s, %s, true)"] * (len(words) // 2))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", words)


Words = ParamSpec("Words")
View = Callable[Concatenate[Any, Words], HttpResponse]


def at_one_moment(view: View[Words]) -> View[Words]:
    """A page that only reads sees the whole database as it was at its first question.

    The outermost decorator: the transaction that a request has otherwise sees, with each question,
    what was written meanwhile, and figures that are asked for one by one would not add up.
    """

    @wraps(view)
    def seen(request: Any, /, *words: Words.args, **named: Words.kwargs) -> HttpResponse:
        is_inside = connection.in_atomic_block  # in tests, which roll everything back
        with transaction.atomic():
            if not is_inside:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return view(request, *words, **named)

    return transaction.non_atomic_requests(seen)


class _Prepared(Cursor[Any]):
    """The server parses and plans each text once per connection, where Django's own ask anew."""

    def execute(self, *words: Any, **options: Any) -> Self:
        return super().execute(*words, **{"prepare": True, "binary": True, **options})


@contextmanager
def prepared() -> Iterator[None]:
    """What the ORM asks in here the server plans once per connection, not at each request.

    For the few questions that every request of a busy page asks in the same words: with four
    tables joined, planning takes ten times as long as answering. Rows must be fetched inside.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    ours.ensure_connection()
    asks = ours.connection
    before = asks.cursor_factory, asks.prepare_threshold
    asks.cursor_factory, asks.prepare_threshold = ServerBindingCursor, 0
    try:
        yield
    finally:
        asks.cursor_factory, asks.prepare_threshold = before


def prepared_cursor() -> CursorWrapper:
    """A cursor for the few statements that are sent thousands of times and never change."""
    ours = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up again at each of its names
    ours.ensure_connection()
    cursor: Any = _Prepared(ours.connection)
    return ours.make_debug_cursor(cursor) if ours.queries_logged else ours.make_cursor(cursor)
