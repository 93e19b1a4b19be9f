"""What PostgreSQL's own catalogue says about the walls, for every app of the project."""

import pytest
from django.apps import apps
from django.db import connection, models

# Tables with a koppontren that are no tenant's books: they are read before a tenant is chosen.
WITHOUT_WALL = {
    "tenancy_membership": "a person's roles are asked in order to choose the tenant",
}

# Keys of a model that PostgreSQL does not hold as such, each with what holds it.
HELD_OTHERWISE = {
    "ledger_line.account_id": "by ledger_check_new_lines: see test_refusals_in_database.py",
    "sharing_share.run_id": "looked up for all rows together: tests/finance/sharing/test_named.py",
    "sharing_share.savings_id": "the same",
}

KEYS = """
SELECT DISTINCT c.conrelid::regclass::text || '.' || a.attname
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
 WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
COMPOSITE = """
SELECT c.conrelid::regclass::text || '.' || c.conname
  FROM pg_constraint c
 WHERE c.contype = 'f'
   AND c.connamespace = 'public'::regnamespace
   AND EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = c.conrelid AND a.attname = 'koppontren_id')
   AND EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = c.confrelid AND a.attname = 'koppontren_id')
   AND NOT EXISTS (
       SELECT FROM unnest(c.conkey, c.confkey) k (here, there)
         JOIN pg_attribute h ON h.attrelid = c.conrelid AND h.attnum = k.here
         JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.there
        WHERE h.attname = 'koppontren_id' AND t.attname = 'koppontren_id')
 ORDER BY 1
"""
WALLED = """
SELECT r.relname,
       r.relrowsecurity AND r.relforcerowsecurity
       AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = r.oid)
  FROM pg_class r
 WHERE r.relkind IN ('r', 'p') AND r.relnamespace = 'public'::regnamespace
   AND EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = r.oid AND a.attname = 'koppontren_id' AND NOT a.attisdropped)
 ORDER BY 1
"""
ROLE = """
SELECT rolsuper OR rolbypassrls OR EXISTS (
       SELECT FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace)
  FROM pg_roles r WHERE rolname = current_user
"""


def rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_every_key_between_tenant_tables_holds_the_tenant() -> None:
    loose = [name for (name,) in rows(COMPOSITE)]

    assert loose == [], "db_constraint=False on the field, CompositeForeignKey in the migration"


@pytest.mark.django_db
def test_every_key_of_a_tenants_model_is_held_or_says_by_what() -> None:
    held = {name for (name,) in rows(KEYS)}
    asked = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not getattr(field, "db_constraint", True)
        and is_tenants(model)
        and not hasattr(model, "pgh_tracked_model")  # the history names what may be gone
        and is_tenants(field.related_model)
    }

    assert asked - held == set(HELD_OTHERWISE), "CompositeForeignKey in the migration"


def is_tenants(model: type[models.Model]) -> bool:
    """Whether its rows belong to a koppontren."""
    return any(field.column == "koppontren_id" for field in model._meta.local_fields)


@pytest.mark.django_db
def test_every_tenant_table_has_a_forced_wall() -> None:
    open_tables = [name for name, walled in rows(WALLED) if not walled]

    assert open_tables == sorted(WITHOUT_WALL), "ForceRowLevelSecurity in the migration"


@pytest.mark.django_db
def test_the_walk_finds_the_tables_it_is_about() -> None:
    assert {"ledger_line", "ledger_entry", "savings_savingsaccount"} <= {
        str(name) for name, _ in rows(WALLED)
    }


@pytest.mark.django_db
def test_the_application_owns_nothing_and_passes_no_wall() -> None:
    assert rows(ROLE) == [(False,)]
