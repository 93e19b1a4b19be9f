from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A bonus is confirmed by a second person."""

    dependencies = [("sharing", "0005_quicker")]

    operations = [RunSqlFile(SQL / "own_bonus.sql", role=settings.DATABASES["default"]["USER"])]
