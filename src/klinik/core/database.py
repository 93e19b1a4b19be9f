"""What Django leaves to us: settings of one transaction, and statements the server remembers."""

from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


def set_local(name: str, value: str) -> None:
    """Set a PostgreSQL setting until the transaction ends; never for the whole session.

    Raises RuntimeError outside a transaction, where PostgreSQL would forget it at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} can be set only inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


class _Prepared(Cursor[Any]):
    """The server parses and plans each text once per connection, where Django's own ask anew."""

    def execute(self, *words: Any, **options: Any) -> Self:
        return super().execute(*words, **{"prepare": True, "binary": True, **options})


def prepared_cursor() -> CursorWrapper:
    """A cursor for the few statements that are sent thousands of times and never change."""
    connection.ensure_connection()
    cursor: Any = _Prepared(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
