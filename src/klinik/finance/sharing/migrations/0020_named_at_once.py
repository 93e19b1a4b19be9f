from pathlib import Path

from django.db import migrations

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOT_NAMED = """
DROP TRIGGER names_what_is_there ON sharing_share;
DROP TRIGGER named_by_shares ON sharing_sharerun;
DROP TRIGGER named_by_shares_still ON sharing_sharerun;
DROP TRIGGER named_by_shares ON savings_savingsaccount;
"""
WITHOUT = "ALTER TABLE sharing_share DROP CONSTRAINT sharing_share_{}_in_tenant;"
TO_RUN = CompositeForeignKey("sharing_share", "run_id", "sharing_sharerun")
TO_SAVINGS = CompositeForeignKey("sharing_share", "savings_id", "savings_savingsaccount")


class Migration(migrations.Migration):
    """What shares name is looked up together, not for each of a million (decision 0069)."""

    dependencies = [("sharing", "0019_fee_minimum")]

    operations = [
        RunSqlFile(SQL / "named.sql", NOT_NAMED),
        migrations.RunSQL(WITHOUT.format("run_id"), TO_RUN.sql),
        migrations.RunSQL(WITHOUT.format("savings_id"), TO_SAVINGS.sql),
    ]
