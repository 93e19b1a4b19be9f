from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Many details of one control account are opened in one call."""

    dependencies = [("ledger", "0029_refused_alone")]

    operations = [
        RunSqlFile(SQL / "chart.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
