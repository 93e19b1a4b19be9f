"""What Django leaves to us: settings of one transaction, and statements the server remembers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
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
    with prepared_cursor() as cursor:
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

    binary = True

    def execute(self, *words: Any, **options: Any) -> Self:
        return super().execute(*words, **{"prepare": True, "binary": self.binary, **options})


class _PreparedText(_Prepared):
    """The same, with values as Django's fields expect them."""

    binary = False


def prepared_cursor(*, binary: bool = True) -> CursorWrapper:
    """A cursor for the few statements that are sent thousands of times and never change.

    `binary` says how values come back; models read some of theirs from text only.
    """
    ours = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up again at each of its names
    ours.ensure_connection()
    cursor: Any = (_Prepared if binary else _PreparedText)(ours.connection)
    return ours.make_debug_cursor(cursor) if ours.queries_logged else ours.make_cursor(cursor)
