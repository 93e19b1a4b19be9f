from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A book without drawers asks one thing for an entry, not six tables."""

    dependencies = [("tills", "0002_walls")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
