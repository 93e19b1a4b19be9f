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
OF_ENTRY = """
ALTER TABLE ledger_attachment ADD CONSTRAINT ledger_attachment_of_entry
  FOREIGN KEY (koppontren_id, entry_number) REFERENCES ledger_entry (koppontren_id, number)"""


class Migration(migrations.Migration):
    """A receipt is of an entry or draft of the same book, and stays once its period is closed."""

    dependencies = [("ledger", "0012_attachments"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("ledger_attachment"),
        CompositeForeignKey("ledger_attachment", "draft_id", "ledger_draft"),
        migrations.RunSQL(
            BEHIND_WALLS.format(table="ledger_attachment", to="ledger_entry", statement=OF_ENTRY),
            "ALTER TABLE ledger_attachment DROP CONSTRAINT ledger_attachment_of_entry",
        ),
        RunSqlFile(SQL / "attachments.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("ledger_attachment"),
    ]
