"""`klinik backup`: the database as of one moment and the uploaded files, in one archive."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from klinik.core import env
from klinik.core.embedded_postgres import Server
from klinik.web.cli import archive, database, programs
from klinik.web.cli.refusal import Refused

HOW = "docs/operations.md shows how to make one."
MAY_READ_ALL = """
SELECT rolsuper OR rolbypassrls AND pg_has_role(current_user, 'pg_read_all_data', 'USAGE')
FROM pg_roles WHERE rolname = current_user
"""
OWNER = "SELECT tableowner FROM pg_tables WHERE tablename = 'django_migrations'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def backup(arguments: argparse.Namespace) -> int:
    """Write the archive and say what is in it."""
    target = Path(arguments.file).absolute()
    with database.database() as server:
        from django.conf import settings

        files = Path(settings.MEDIA_ROOT)
        if files in target.parents:
            raise Refused(f"{files} holds the uploaded files; put the backup elsewhere.")
        with snapshot(_address(server)) as connection, archive.written(target) as writer:
            facts = _facts(connection)
            _add_database(writer, connection, _address(server))
            # Files are written before the rows that name them, so the snapshot misses none.
            _add_files(writer, files)
            writer.close(facts)
    rows = sum(facts["counts"].values())
    print(f"{target}: {rows} rows, {len(writer.parts) - 1} files.")
    return 0


def reads_all(server: Server | None) -> str:
    """The address of the role that row-level security does not stop; empty where there is none."""
    return server.superuser if server else env.text("DATABASE_BACKUP_URL", "")


def _address(server: Server | None) -> str:
    address = reads_all(server)
    if not address:
        raise Refused(
            f"Set DATABASE_BACKUP_URL to a role that row-level security does not stop. {HOW}"
        )
    return address


@contextmanager
def snapshot(address: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection that sees one moment, as a role that sees everything."""
    with database.reach(address, "DATABASE_BACKUP_URL") as connection:
        _refuse_unfit(connection)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def _refuse_unfit(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    used = env.databases()["default"]["NAME"]
    if connection.info.dbname != used:
        raise Refused(
            f"DATABASE_BACKUP_URL names the database {connection.info.dbname}, DATABASE_URL {used}."
        )
    row = connection.execute(MAY_READ_ALL).fetchone()
    if not (row and row[0]):
        raise Refused(
            f"The role {connection.info.user} of DATABASE_BACKUP_URL cannot read everything: it "
            f"needs BYPASSRLS and pg_read_all_data. {HOW}"
        )
    if connection.execute(OWNER).fetchone() is None:
        raise Refused("The database is empty: there is nothing to back up.")


def _facts(connection: psycopg.Connection[tuple[Any, ...]]) -> archive.Manifest:
    owner = connection.execute(OWNER).fetchone()
    migrations = connection.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    counts = {}
    for (table,) in connection.execute(TABLES).fetchall():
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
        counts[table] = (connection.execute(statement).fetchone() or (0,))[0]
    return {
        "version": version("klinik-opop"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgres": connection.info.server_version // 10_000,
        "application": env.databases()["default"]["USER"],
        "owner": owner and owner[0],
        "migrations": migrations.fetchall(),
        "counts": counts,
    }


def _add_database(
    writer: archive.Writer, connection: psycopg.Connection[tuple[Any, ...]], address: str
) -> None:
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    major = connection.info.server_version // 10_000
    with programs.dumped(address, snapshot=str(row and row[0]), major=major) as dump:
        writer.add(archive.DUMP, dump)


def _add_files(writer: archive.Writer, files: Path) -> None:
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            writer.add(f"{archive.FILES}/{path.relative_to(files).as_posix()}", file)
