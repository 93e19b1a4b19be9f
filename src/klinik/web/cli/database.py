"""The database under every sub-command: reachable, new enough, migrated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from klinik.core import env
from klinik.core.embedded_postgres import Server
from klinik.core.embedded_postgres.environment import addresses
from klinik.web.cli.refusal import Refused

OLDEST = 150_000  # PostgreSQL 15, as the server itself counts
SETTINGS = "klinik.web.settings"


@contextmanager
def database(*, migrates: bool = False) -> Iterator[Server | None]:
    """Both addresses in the environment and the server behind them answering."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with addresses() as server:
        known = env.databases()
        if migrates and "owner" not in known:
            raise Refused("Set DATABASE_OWNER_URL too: its role makes and changes the tables.")
        if server is None:
            for alias in known:
                _refuse_old(alias)
        yield server


def connect(alias: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection without Django, which takes longer to load than a restart may last."""
    variable = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}[alias]
    return reach(env.text(variable, ""), variable)


def reach(address: str, variable: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection to this address, which the variable gave."""
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise Refused(f"The database of {variable} cannot be reached: {said}") from None


def _refuse_old(alias: str) -> None:
    with connect(alias) as connection:
        found = connection.info.server_version
    if found < OLDEST:
        raise Refused(f"The server is PostgreSQL {found // 10_000}; 15 or newer is needed.")


def missing_migrations() -> list[tuple[str, str]]:
    """Migrations on disk that the database has not had: one query, and no models loaded."""
    with connect("owner") as connection:
        try:
            rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
        except psycopg.errors.UndefinedTable:
            rows = []
    return sorted(set(migrations_on_disk()) - set(rows))


def migrations_on_disk() -> Iterator[tuple[str, str]]:
    """Every migration that this version knows, of libraries too."""
    from django.apps import AppConfig
    from django.conf import settings

    for entry in settings.INSTALLED_APPS:
        app = AppConfig.create(entry)
        for file in (Path(app.path) / "migrations").glob("[!_]*.py"):
            yield app.label, file.stem


def migrate() -> None:
    """Apply what is missing, as the owner."""
    missing = missing_migrations()
    if not missing:
        return
    print(f"Preparing the tables ({len(missing)} steps) ...", flush=True)
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
    connections.close_all()


def count_anew() -> None:
    """Let PostgreSQL look at its tables: until it has, it takes a full one for empty."""
    with connect("owner") as connection:
        connection.execute("ANALYZE")
