"""Migration operations for what Django's own cannot say: walls, composite keys, SQL in files."""

from pathlib import Path

from django.db import migrations

TENANT = "koppontren_id = current_setting('klinik.koppontren')::bigint"


class ForceRowLevelSecurity(migrations.RunSQL):
    """Wall a table's rows, also against its owner: only rows for which `condition` holds exist."""

    def __init__(self, table: str, condition: str = TENANT, *, writes: str | None = None) -> None:
        check = f" WITH CHECK ({writes})" if writes else ""
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY wall ON {table} USING ({condition}){check};",
            f"DROP POLICY wall ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
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
    """A foreign key within one tenant: (koppontren_id, column) -> (koppontren_id, id).

    PostgreSQL proves a new key by reading both tables as their owner, whom a forced wall stops;
    the walls stand aside for this one statement. Both tables are tenants' and end up forced.
    """

    def __init__(self, table: str, column: str, to: str, *, deferrable: bool = False) -> None:
        name = f"{table}_{column}_in_tenant"
        later = " DEFERRABLE INITIALLY DEFERRED" if deferrable else ""
        super().__init__(
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {to} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (koppontren_id, {column})"
            f" REFERENCES {to} (koppontren_id, id){later};"
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {to} FORCE ROW LEVEL SECURITY;",
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )


class RunSqlFile(migrations.RunSQL):
    """Run a file of SQL that stands beside the app, with `{placeholders}` such as the role."""

    def __init__(self, path: Path, reverse_sql: str = migrations.RunSQL.noop, **names: str) -> None:
        sql = path.read_text(encoding="utf-8")
        for name, value in names.items():
            sql = sql.replace("{" + name + "}", value)
        super().__init__(sql, reverse_sql)
