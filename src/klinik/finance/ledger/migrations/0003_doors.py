from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The functions through which alone the application's role writes the ledger."""

    dependencies = [("ledger", "0002_guards")]

    operations = [
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "chart.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
