"""Settings of one transaction, which row-level security reads."""

from django.db import connection


def set_local(name: str, value: str) -> None:
    """Set a PostgreSQL setting until the transaction ends; never for the whole session.

    Raises RuntimeError outside a transaction, where PostgreSQL would forget it at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} can be set only inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
