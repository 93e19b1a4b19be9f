"""`klinik check`: is this installation fit to hold books?"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import psycopg

from klinik.web.cli import backing_up, database
from klinik.web.cli.figures import wrong_with_figures
from klinik.web.cli.managing import django

ROLE = """
SELECT rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid),
       EXISTS (SELECT FROM pg_database WHERE datdba = pg_roles.oid)
FROM pg_roles WHERE rolname = current_user
"""


def check(_: argparse.Namespace) -> int:
    """Print a sentence for everything that is wrong."""
    with database.database(migrates=True) as server:
        tables = _wrong_with_tables()
        figures = [] if tables else _wrong_with_figures(backing_up.reads_all(server))
        wrong = [*_wrong_with_roles(), *tables, *figures, *_wrong_with_mail()]
        for sentence in wrong:
            print(sentence, file=sys.stderr)
        status = django("check", "--fail-level", "WARNING")
        if wrong or status:
            return 1
    print("Settings, database, roles and migrations are in order.")
    return 0


def _wrong_with_roles() -> list[str]:
    with database.connect("default") as connection:
        user, row = connection.info.user, connection.execute(ROLE).fetchone()
        found = [*(row or ()), *_inherited(connection)]
    sentences = (
        f"The application's role {user} is a superuser: no wall holds it.",
        f"The application's role {user} may bypass row-level security.",
        f"The application's role {user} owns tables: it could take their walls down.",
        f"The application's role {user} owns a database.",
        f"The application's role {user} is a member of the owner's role.",
    )
    return [sentence for sentence, is_so in zip(sentences, found, strict=True) if is_so]


def _inherited(connection: psycopg.Connection[tuple[Any, ...]]) -> list[bool]:
    with database.connect("owner") as owner:
        name = owner.info.user
    row = connection.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [name]).fetchone()
    return [bool(row and row[0])]


def _wrong_with_tables() -> list[str]:
    missing = database.missing_migrations()
    return [f"{len(missing)} migrations are not applied: run klinik migrate."] if missing else []


def _wrong_with_figures(address: str) -> list[str]:
    if not address:
        print("Old figures were not looked at: that needs DATABASE_BACKUP_URL, as for a backup.")
        return []
    with backing_up.snapshot(address) as everything:
        return wrong_with_figures(everything)


def _wrong_with_mail() -> list[str]:
    from django.conf import settings

    if settings.EMAIL_HOST or settings.DEMO:
        return []
    return ["EMAIL_HOST is not set: no letter leaves, so nobody can renew a forgotten password."]
