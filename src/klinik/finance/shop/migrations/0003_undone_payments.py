from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A payment to a supplier that was undone in the journal is owed again."""

    dependencies = [("shop", "0002_walls")]

    operations = [RunSqlFile(SQL / "documents.sql", role=settings.DATABASES["default"]["USER"])]
