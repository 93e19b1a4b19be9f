from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """Whoever changes the chart waits for the book before any account, as a posting does."""

    dependencies = [("ledger", "0027_answers")]

    operations = [
        RunSqlFile(SQL / "chart.sql"),
        RunSqlFile(SQL / "marks.sql", role=ROLE),
        RunSqlFile(SQL / "units.sql", role=ROLE),
        RunSqlFile(SQL / "doors.sql", role=ROLE),
    ]
