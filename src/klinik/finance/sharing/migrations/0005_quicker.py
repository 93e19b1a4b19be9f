from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The same division, quick enough for a million shares."""

    dependencies = [("sharing", "0004_shares_come_first")]

    operations = [RunSqlFile(SQL / "quicker.sql", role=settings.DATABASES["default"]["USER"])]
