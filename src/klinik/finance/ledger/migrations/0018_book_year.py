from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The book year keeps its borders while days are closed by them; no account is deleted."""

    dependencies = [("ledger", "0017_units_renamed"), ("tenancy", "0006_facts")]

    operations = [RunSqlFile(SQL / "book_year.sql"), RunSqlFile(SQL / "kept_accounts.sql")]
