from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
OF_BOOK = (
    "ALTER TABLE collecting_receipt ADD CONSTRAINT collecting_receipt_entry_of_book"
    " FOREIGN KEY (koppontren_id, entry_number) REFERENCES ledger_entry (koppontren_id, number)"
)


class Migration(migrations.Migration):
    """No other tenant's rounds, and no receipt that its entry did not move."""

    dependencies = [
        ("collecting", "0001_initial"),
        ("counter", "0002_walls"),
        ("tills", "0005_bag_guards"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        CompositeForeignKey("collecting_round", "group_id", "counter_group"),
        CompositeForeignKey("collecting_receipt", "savings_id", "savings_savingsaccount"),
        migrations.RunSQL(
            BEHIND_WALLS.format(table="collecting_receipt", to="ledger_entry", statement=OF_BOOK),
            "ALTER TABLE collecting_receipt DROP CONSTRAINT collecting_receipt_entry_of_book",
        ),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("collecting_round"),
        ForceRowLevelSecurity("collecting_receipt"),
    ]
