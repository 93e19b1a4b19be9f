from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
TABLES = ("unitcash", "drawer", "shift", "count", "delivery")
ENTRIES = (("count", "entry_number"), ("delivery", "sent_entry"), ("delivery", "end_entry"))


def of_entry(table: str, column: str) -> migrations.RunSQL:
    """A key to an entry of the same book."""
    name = f"tills_{table}_{column}_of_book"
    statement = (
        f"ALTER TABLE tills_{table} ADD CONSTRAINT {name} FOREIGN KEY (koppontren_id, {column})"
        " REFERENCES ledger_entry (koppontren_id, number)"
    )
    return migrations.RunSQL(
        BEHIND_WALLS.format(table=f"tills_{table}", to="ledger_entry", statement=statement),
        f"ALTER TABLE tills_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    """No other tenant's drawers, and no cash moved by anybody but its holder."""

    dependencies = [
        ("tills", "0001_initial"),
        ("ledger", "0027_answers"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        UniqueInTenant("tills_drawer"),
        UniqueInTenant("tills_shift"),
        CompositeForeignKey("tills_unitcash", "unit_id", "ledger_unit"),
        CompositeForeignKey("tills_unitcash", "transit_id", "ledger_account"),
        CompositeForeignKey("tills_unitcash", "over_id", "ledger_account"),
        CompositeForeignKey("tills_unitcash", "short_id", "ledger_account"),
        CompositeForeignKey("tills_drawer", "account_id", "ledger_account"),
        CompositeForeignKey("tills_shift", "drawer_id", "tills_drawer"),
        CompositeForeignKey("tills_count", "shift_id", "tills_shift"),
        CompositeForeignKey("tills_delivery", "source_id", "ledger_account"),
        CompositeForeignKey("tills_delivery", "target_id", "ledger_account"),
        *[of_entry(table, column) for table, column in ENTRIES],
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
        *[ForceRowLevelSecurity(f"tills_{table}") for table in TABLES],
    ]
