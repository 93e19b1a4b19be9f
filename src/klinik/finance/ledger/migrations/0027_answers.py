from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A refusal is an answer, so that posting needs no savepoint."""

    dependencies = [("ledger", "0026_results_marked")]

    operations = [
        RunSqlFile(SQL / "answer.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
