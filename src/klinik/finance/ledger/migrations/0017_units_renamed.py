from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A unit may be called by another name."""

    dependencies = [("ledger", "0016_pattern_walls")]

    operations = [RunSqlFile(SQL / "units.sql", role=settings.DATABASES["default"]["USER"])]
