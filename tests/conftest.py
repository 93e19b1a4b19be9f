"""The test database: made and migrated by the owner, used as the application's role."""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase, override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from xdist.scheduler import LoadScopeScheduling

from klinik.core import env
from klinik.core.embedded_postgres import running

ALIASES = ("default", "owner")
PROJECT = Path(__file__).resolve().parents[1]
# Walked, or made, once for all tests of the file.
WHOLE = {"tests/test_rights.py", "tests/web/test_backup.py"}
DAY, LAST_SECONDS = 24 * 60 * 60, 20
HOURS_AHEAD = (0, 7, 8, 9)  # of UTC: its own day, and those of Indonesia
MAKING_THE_TEMPLATE = 725_001  # any number: test runs wait for each other under it


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Tests go to whichever worker is free, but a file that makes something costly goes as a whole.

    (Groups of pytest-xdist 3.8 do nothing under pytest 9.) The largest scopes are handed out first.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in WHOLE else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    """How the tests are shared among the workers of `pytest -n`."""
    return WholeFiles(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test begins and ends on one day: whoever comes in its last seconds waits for the next."""
    now = time.time()
    left = min(-(now + ahead * 3600) % DAY for ahead in HOURS_AHEAD)
    if left < LAST_SECONDS:
        time.sleep(left)


@pytest.fixture(scope="session", autouse=True)
def files_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads go to a folder of this run, and pages link to static files without collecting them.

    Browser tests serve a house of their own, with static files as in production.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MEDIA_ROOT=str(tmp_path_factory.mktemp("files")),
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(autouse=True)
def named_house() -> Iterator[None]:
    """Pages know whose house they are in without asking; tests of the wizard forget it."""
    from klinik.tenancy.setup.queries import Memory, Shown  # Django is not ready any earlier

    Memory.shown, Memory.until = Shown("Jawa Timur"), float("inf")
    yield
    Memory.shown, Memory.until = None, 0.0


@pytest.fixture(autouse=True)
def no_second_factor_needed(settings: Settings) -> None:
    """Nobody has to set up a second step; the tests of that switch it on."""
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """One database for each pytest-xdist worker, copied from a migrated template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    plain = str(settings.DATABASES["default"]["TEST"]["NAME"])
    name = f"{plain}_{worker}" if worker else plain
    real = str(settings.DATABASES["default"]["NAME"])
    with django_db_blocker.unblock():
        with as_owner(of=real) as owner:
            copy(owner, template_for(owner, plain), to=name)
        use_database(name)
    with emptied_quickly(name):
        yield
    with django_db_blocker.unblock(), as_owner(of=real) as owner:
        use_database(real)
        drop(owner, name)


@contextmanager
def emptied_quickly(name: str) -> Iterator[None]:
    """Transactional tests leave empty tables, in hundredths of a second where we may.

    TRUNCATE would write every table and index anew, more than a thousand files, for a few rows;
    and a signal would fill some tables of Django's own again.
    """
    if not env.flag("KLINIK_EMBEDDED", default=False):
        with patch("django.core.management.commands.flush.emit_post_migrate_signal"):
            yield
        return
    tables = connections["default"].introspection.django_table_names(include_views=False)
    holding = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
        for table in tables
    )

    def empty(_test: object) -> None:
        with psycopg.connect(server.superuser, dbname=name) as superuser:
            superuser.execute("SET session_replication_role = replica")  # no guards, no references
            for (table,) in superuser.execute(holding).fetchall():
                superuser.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    with (
        running(env.data_folder()) as server,
        patch.object(TransactionTestCase, "_fixture_teardown", empty),
    ):
        yield


@contextmanager
def as_owner(*, of: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The owner, signed in to this database, outside any transaction."""
    owner = connections["owner"]
    target = owner.get_connection_params() | {"dbname": of}
    target = {key: value for key, value in target.items() if key not in DJANGOS_OWN}
    with psycopg.connect(**target, autocommit=True) as connection:
        yield connection


DJANGOS_OWN = ("client_encoding", "cursor_factory", "context", "prepare_threshold")


def template_for(owner: psycopg.Connection[tuple[object, ...]], plain: str) -> str:
    """The name of a database with today's migrations applied, made now if there is none yet."""
    template = f"{plain}_template_{fingerprint_of_migrations()}"
    owner.execute("SELECT pg_advisory_lock(%s)", [MAKING_THE_TEMPLATE])
    try:
        if template not in databases_like(owner, f"{plain}_template_"):
            make_template(owner, plain, template)
    finally:
        owner.execute("SELECT pg_advisory_unlock(%s)", [MAKING_THE_TEMPLATE])
    return template


def make_template(owner: psycopg.Connection[tuple[object, ...]], plain: str, template: str) -> None:
    """Migrate under another name first: a half-migrated template must never be found."""
    for outdated in databases_like(owner, f"{plain}_template_"):
        drop(owner, outdated)
    unfinished = f"{plain}_template_new"
    owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    use_database(unfinished)
    call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
    grant_truncate()
    use_database(plain)
    owner.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(template)
        )
    )


def grant_truncate() -> None:
    """Transactional tests may flush by TRUNCATE, a right the application itself must not have.

    The journal refuses it to everybody, so its own guard against that rests here, and only here.
    """
    role = sql.Identifier(str(settings.DATABASES["default"]["USER"]))
    with connections["owner"].cursor() as cursor:
        statement = sql.SQL("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {}").format(role)
        cursor.execute(statement)
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'not_emptied'"
        )
        for (table,) in cursor.fetchall():
            guarded = sql.SQL("ALTER TABLE {} DISABLE TRIGGER not_emptied")
            cursor.execute(guarded.format(sql.Identifier(table)))


def use_database(name: str) -> None:
    """Point both roles to this database from now on."""
    for alias in ALIASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def databases_like(owner: psycopg.Connection[tuple[object, ...]], prefix: str) -> list[str]:
    """Names of the databases that begin so."""
    rows = owner.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [str(row[0]) for row in rows]


def copy(owner: psycopg.Connection[tuple[object, ...]], template: str, *, to: str) -> None:
    """A fresh database from the template."""
    drop(owner, to)
    owner.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(to), sql.Identifier(template)
        )
    )


def drop(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Away with it, also when an earlier run that was killed left it behind."""
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def fingerprint_of_migrations() -> str:
    """Changes with any migration of ours, the SQL they run, or the version of a library."""
    files = [PROJECT / "requirements.lock", *(PROJECT / "src").glob("klinik/**/migrations/**/*")]
    files += (PROJECT / "src").glob("klinik/**/*.sql")
    total = hashlib.sha256()
    for file in sorted({file for file in files if file.suffix in {".py", ".sql", ".lock"}}):
        total.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:12]


def pytest_collection_finish() -> None:
    """What was imported lives as long as the run, so the collector need not walk it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
