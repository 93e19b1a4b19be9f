"""The tables are those of the models. `make test` begins here: what is migrated now, all copy."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate as djangos
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.conftest import as_owner, drop, use_database

# Whatever a migration can leave in a database, as PostgreSQL itself says it.
LEFT_BEHIND = """
SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text,
       pg_get_expr(adbin, adrelid), attidentity::text, attgenerated::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef, '', '', '', ''
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '', ''
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT tablename, policyname, cmd, qual, with_check, roles::text, permissive
FROM pg_policies
UNION ALL SELECT relname, relkind::text, relacl::text, relrowsecurity::text,
       relforcerowsecurity::text, '', ''
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT proname, pg_get_functiondef(pg_proc.oid), proacl::text, '', '', '', ''
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
UNION ALL SELECT app, name, '', '', '', '', '' FROM django_migrations
ORDER BY 1, 2, 3
"""


def test_no_change_of_a_model_waits_for_its_migration(db: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.proof
def test_our_migrate_leaves_what_djangos_leaves(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        ours = migrated_by("migrate")
        theirs = migrated_by(djangos.Command())

    assert ours == theirs
    assert len(ours) > 5_000


def migrated_by(command: str | djangos.Command) -> list[tuple[object, ...]]:
    """What this command makes of an empty database."""
    here, name = connections["owner"].settings_dict["NAME"], "klinik_migrated_twice"
    with as_owner(of=str(settings.DATABASES["default"]["NAME"])) as owner:
        drop(owner, name)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        use_database(name)
        try:
            call_command(command, database="owner", interactive=False, verbosity=0)
            with as_owner(of=name) as made:
                return made.execute(LEFT_BEHIND).fetchall()
        finally:
            use_database(str(here))
            drop(owner, name)
