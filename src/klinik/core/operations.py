"""Migration operations for what Django's own cannot say: walls, composite keys, SQL in files."""

from pathlib import Path

from django.db import migrations

TENANT = "koppontren_id = current_setting('klinik.koppontren')::bigint"
# A member who reads what is their own reads nothing else of a tenant (decision 0055).
NOT_AS_OWN = "current_setting('klinik.own', true) IS DISTINCT FROM 'on'"


def closed_to_own(table: str) -> str:
    """SQL by which nothing of a tenant's table is there for a member who reads their own."""
    return f"CREATE POLICY own ON {table} AS RESTRICTIVE USING ({NOT_AS_OWN});"


class OwnRowsOnly(migrations.RunSQL):
    """Of a tenant's table, show a member who reads their own the rows for which `own` holds."""

    def __init__(self, table: str, own: str) -> None:
        super().__init__(
            f"DROP POLICY IF EXISTS own ON {table};"
            f"CREATE POLICY own ON {table} AS RESTRICTIVE USING ({NOT_AS_OWN} OR {own});",
            f"DROP POLICY own ON {table}; {closed_to_own(table)}",
        )


class ForceRowLevelSecurity(migrations.RunSQL):
    """Wall a table's rows, also against its owner: only rows for which `condition` holds exist."""

    def __init__(self, table: str, condition: str = TENANT, *, writes: str | None = None) -> None:
        check = f" WITH CHECK ({writes})" if writes else ""
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY wall ON {table} USING ({condition}){check};"
            + (closed_to_own(table) if condition == TENANT else ""),
            f"DROP POLICY wall ON {table}; DROP POLICY IF EXISTS own ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
        )


class EverybodyReads(migrations.RunSQL):
    """Let everybody read a table's rows, and only those for whom `keepers` holds write them.

    A table of which nothing is ever changed or deleted is `final`: its keepers only add rows.
    """

    def __init__(self, table: str, *, keepers: str, final: bool = False) -> None:
        writes = "FOR INSERT" if final else f"USING ({keepers})"
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY wall ON {table} FOR SELECT USING (true);"
            f"CREATE POLICY keepers ON {table} {writes} WITH CHECK ({keepers});",
            f"DROP POLICY wall ON {table}; DROP POLICY keepers ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
        )


class ReadersAndKeepers(migrations.RunSQL):
    """Show a table's rows to whom `readers` lets in; the other conditions say who writes them.

    What is not named is done by nobody: without `change` no row is changed, nor locked for it.
    """

    def __init__(
        self, table: str, readers: str, *, add: str = "", change: str = "", remove: str = ""
    ) -> None:
        policies = [
            (readers, f"wall ON {table} FOR SELECT USING ({readers})"),
            (add, f"adds ON {table} FOR INSERT WITH CHECK ({add})"),
            (change, f"changes ON {table} FOR UPDATE USING ({change}) WITH CHECK ({change})"),
            (remove, f"removes ON {table} FOR DELETE USING ({remove})"),
        ]
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            + "".join(f"CREATE POLICY {policy};" for who, policy in policies if who),
            "".join(
                f"DROP POLICY IF EXISTS {name} ON {table};"
                for name in ("wall", "adds", "changes", "removes")
            )
            + f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
        )


class UniqueInTenant(migrations.RunSQL):
    """Let children point at (koppontren_id, id), so that no row can point across tenants."""

    def __init__(self, table: str) -> None:
        name = f"{table}_in_tenant"
        super().__init__(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (koppontren_id, id);",
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )


class CompositeForeignKey(migrations.RunSQL):
    """A foreign key within one tenant: (koppontren_id, column) -> (koppontren_id, id)."""

    def __init__(self, table: str, column: str, to: str, *, deferrable: bool = False) -> None:
        name = f"{table}_{column}_in_tenant"
        later = " DEFERRABLE INITIALLY DEFERRED" if deferrable else ""
        super().__init__(
            BEHIND_WALLS.format(
                table=table,
                to=to,
                statement=f"ALTER TABLE {table} ADD CONSTRAINT {name}"
                f" FOREIGN KEY (koppontren_id, {column})"
                f" REFERENCES {to} (koppontren_id, id){later}",
            ),
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )


class KeepHistory(migrations.RunSQL):
    """Wall the event table of a remembered one: triggers add to it, nobody changes it.

    `readers` says who sees an event. Every row that is there already is noted as it stands.
    """

    def __init__(self, table: str, readers: str, *, role: str, key: str = "id") -> None:
        names = {"table": table, "events": f"{table}event", "role": role}
        note = NOTE_KNOWN.format(key=key, **names)
        known = BEHIND_WALLS.format(table=table, to=names["events"], statement=note)
        wall = APPEND_ONLY.format(readers=readers, **names)
        if readers == TENANT:
            wall += closed_to_own(names["events"])
        super().__init__(known + wall, NOT_WALLED.format(**names))


APPEND_ONLY = """
ALTER TABLE {events} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON {events} FOR SELECT USING ({readers});
CREATE POLICY by_trigger ON {events} FOR INSERT WITH CHECK (pg_trigger_depth() > 0);
REVOKE UPDATE, DELETE, TRUNCATE ON {events} FROM "{role}";
"""
NOT_WALLED = """
GRANT UPDATE, DELETE ON {events} TO "{role}";
DROP POLICY wall ON {events};
DROP POLICY by_trigger ON {events};
DROP POLICY IF EXISTS own ON {events};
ALTER TABLE {events} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""
# The columns that both tables have, copied for each row that has no event yet.
NOTE_KNOWN = """
  EXECUTE (
    SELECT format(
      'INSERT INTO {events} (pgh_created_at, pgh_label, pgh_obj_id, %1$s)'
      ' SELECT now(), ''known'', {key}, %1$s FROM {table}'
      ' WHERE {key} NOT IN (SELECT pgh_obj_id FROM {events})',
      string_agg(quote_ident(e.attname), ', '))
    FROM pg_attribute e JOIN pg_attribute t ON t.attname = e.attname
    WHERE e.attrelid = '{events}'::regclass AND t.attrelid = '{table}'::regclass
      AND e.attnum > 0 AND t.attnum > 0 AND NOT e.attisdropped AND NOT t.attisdropped
  )"""


# Checking the rows that are there reads all tenants', which forced walls refuse even to the
# owner: they stop holding him for this one statement.
BEHIND_WALLS = """
DO $$
DECLARE
  walled regclass;
  all_walled regclass[] := ARRAY(
    SELECT oid FROM pg_class
    WHERE oid IN ('{table}'::regclass, '{to}'::regclass) AND relforcerowsecurity
  );
BEGIN
  FOREACH walled IN ARRAY all_walled LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', walled);
  END LOOP;
  {statement};
  FOREACH walled IN ARRAY all_walled LOOP
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
  END LOOP;
END $$;
"""


class RunSqlFile(migrations.RunSQL):
    """Run a file of SQL that stands beside the app, with `{placeholders}` such as the role."""

    def __init__(self, path: Path, reverse_sql: str = migrations.RunSQL.noop, **names: str) -> None:
        sql = path.read_text(encoding="utf-8")
        for name, value in names.items():
            sql = sql.replace("{" + name + "}", value)
        super().__init__(sql, reverse_sql)
