from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Whose principal savings are undone is a candidate again."""

    dependencies = [("savings", "0011_passbook_walls")]

    operations = [RunSqlFile(SQL / "undone.sql", role=settings.DATABASES["default"]["USER"])]
