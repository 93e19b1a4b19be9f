from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
TABLES = (
    "ledger_book",
    "ledger_unit",
    "ledger_account",
    "ledger_account_month",
    "ledger_entry",
    "ledger_line",
    "ledger_memo",
)


class Migration(migrations.Migration):
    """What the tables refuse by themselves: other tenants, orphans, changes, halves of entries."""

    dependencies = [("ledger", "0001_initial"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("ledger_unit"),
        UniqueInTenant("ledger_account"),
        CompositeForeignKey("ledger_account", "unit_id", "ledger_unit"),
        CompositeForeignKey("ledger_account", "other_unit_id", "ledger_unit"),
        CompositeForeignKey("ledger_account", "parent_id", "ledger_account"),
        CompositeForeignKey("ledger_account_month", "account_id", "ledger_account"),
        CompositeForeignKey("ledger_line", "account_id", "ledger_account"),
        RunSqlFile(SQL / "keys.sql"),
        RunSqlFile(SQL / "storage.sql"),
        RunSqlFile(SQL / "guards.sql"),
        *[ForceRowLevelSecurity(table) for table in TABLES],
        RunSqlFile(SQL / "privileges.sql", role=settings.DATABASES["default"]["USER"]),
    ]
