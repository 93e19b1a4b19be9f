from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """After many members came in at once, PostgreSQL counts what it holds."""

    dependencies = [("savings", "0012_principal_undone")]

    operations = [RunSqlFile(SQL / "look_over.sql", role=settings.DATABASES["default"]["USER"])]
