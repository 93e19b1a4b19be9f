from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A blocked account is not closed, though it holds nothing."""

    dependencies = [("savings", "0022_gone")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
