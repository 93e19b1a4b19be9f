from pathlib import Path

from django.db import migrations

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOT_KEPT = """
DROP TRIGGER never_renumbered ON ledger_account;
DROP TRIGGER not_emptied ON ledger_account;
"""
WITHOUT = "ALTER TABLE ledger_line DROP CONSTRAINT ledger_line_account_id_in_tenant;"
TO_ACCOUNT = CompositeForeignKey("ledger_line", "account_id", "ledger_account")


class Migration(migrations.Migration):
    """What account a line is of is looked at once, by their own trigger (decision 0069)."""

    dependencies = [("ledger", "0030_many_details")]

    operations = [
        RunSqlFile(SQL / "guards.sql"),
        RunSqlFile(SQL / "kept_accounts.sql", NOT_KEPT),
        migrations.RunSQL(WITHOUT, TO_ACCOUNT.sql),
    ]
