"""Books loaded past the door, as the owner with the guards off, and every guard put back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

HERE = Path(__file__).resolve().parent
TABLES = ("ledger_entry", "ledger_line", "ledger_account_month", "ledger_account", "ledger_book")
KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
 WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def connect() -> psycopg.Connection[tuple[object, ...]]:
    """The owner of the tables."""
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def load(books: dict[int, int]) -> None:
    """So many entries into each of these books, by the id of their koppontren."""
    with connect() as owner, _unguarded(owner):
        for koppontren, entries in books.items():
            owner.execute("SELECT bench_load(%s, %s)", [koppontren, entries])
    with connect() as owner:
        owner.execute("VACUUM (ANALYZE)")


@contextmanager
def _unguarded(owner: psycopg.Connection[tuple[object, ...]]) -> Iterator[None]:
    """Without triggers, keys between tables and indexes that are quicker made at the end."""
    tables = [sql.Identifier(table) for table in TABLES]
    lines = list(TABLES[:3])
    keys = owner.execute(KEYS, [lines]).fetchall()
    indexes = owner.execute(INDEXES, [lines[1:2]]).fetchall()
    for table in tables:
        owner.execute(
            sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY").format(
                table
            )
        )
    for name, key, _definition in keys:
        owner.execute(f"ALTER TABLE {name} DROP CONSTRAINT {key}")
    for index, _definition in indexes:
        owner.execute(f"DROP INDEX {index}")
    owner.execute("SET maintenance_work_mem = '512MB'")
    yield
    for _index, definition in indexes:
        owner.execute(str(definition))
    for name, key, definition in keys:
        owner.execute(f"ALTER TABLE {name} ADD CONSTRAINT {key} {definition}")
    for table in tables:
        owner.execute(
            sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY").format(table)
        )
