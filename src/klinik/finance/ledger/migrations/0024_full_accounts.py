from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """An account whose sums would pass what a bigint safely holds refuses by name."""

    dependencies = [("ledger", "0023_chart_walls")]

    operations = [
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "post_many.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
