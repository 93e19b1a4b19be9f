from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A passbook says each line once, in order and at its place, whoever asks."""

    dependencies = [("savings", "0014_limits_of_day")]

    operations = [RunSqlFile(SQL / "passbook.sql", role=settings.DATABASES["default"]["USER"])]
