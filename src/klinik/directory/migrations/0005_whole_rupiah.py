from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A reading in rupiah is a whole number."""

    dependencies = [("directory", "0004_final_readings")]

    operations = [RunSqlFile(SQL / "readings.sql", zone=settings.TIME_ZONE)]
