from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """What the dead held leaves to their heir alone, and nothing comes to who is gone."""

    dependencies = [("savings", "0021_asked_first")]

    operations = [
        RunSqlFile(SQL / "guards.sql", role=ROLE),
        RunSqlFile(SQL / "gone.sql", role=ROLE),
    ]
