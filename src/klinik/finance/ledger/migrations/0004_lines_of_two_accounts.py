from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Money from an account to itself is refused; too many lines are a refusal of their own."""

    dependencies = [("ledger", "0003_doors")]

    operations = [RunSqlFile(SQL / "guards.sql"), RunSqlFile(SQL / "post.sql")]
