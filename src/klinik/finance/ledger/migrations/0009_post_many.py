from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Many entries in one call, and an odd kind or day is a refusal before anything is written."""

    dependencies = [("ledger", "0008_marks")]

    operations = [
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "post_many.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
