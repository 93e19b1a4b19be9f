from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """A run is recorded once each of its shares is, and then nothing else of it changes."""

    dependencies = [("sharing", "0014_entries_kept")]

    operations = [RunSqlFile(SQL / "undoing.sql", role=ROLE)]
