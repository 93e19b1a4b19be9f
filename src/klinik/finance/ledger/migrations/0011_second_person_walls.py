from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"

OF_ENTRY = """
ALTER TABLE ledger_draft ADD CONSTRAINT ledger_draft_{column}_of_entry
  FOREIGN KEY (koppontren_id, {column}) REFERENCES ledger_entry (koppontren_id, number)"""


def of_entry(column: str) -> migrations.RunSQL:
    """The number in this column is that of an entry of the same book."""
    statement = OF_ENTRY.format(column=column)
    return migrations.RunSQL(
        BEHIND_WALLS.format(table="ledger_draft", to="ledger_entry", statement=statement),
        f"ALTER TABLE ledger_draft DROP CONSTRAINT ledger_draft_{column}_of_entry",
    )


class Migration(migrations.Migration):
    """No entry above the limit without a draft of somebody else; drafts are decided once."""

    dependencies = [("ledger", "0010_second_person"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("ledger_draft"),
        of_entry("entry_number"),
        of_entry("reverses"),
        RunSqlFile(SQL / "drafts.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("ledger_draft"),
        ForceRowLevelSecurity("ledger_limit"),
    ]
