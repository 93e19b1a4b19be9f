from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A run is recorded within the database: a million shares need not come to Python and back."""

    dependencies = [
        ("sharing", "0002_walls"),
        ("ledger", "0030_many_details"),
    ]

    operations = [RunSqlFile(SQL / "record.sql", role=settings.DATABASES["default"]["USER"])]
