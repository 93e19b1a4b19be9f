from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A million shares are divided and recorded in a minute."""

    dependencies = [("sharing", "0004_shares_come_first")]

    operations = [RunSqlFile(SQL / "quicker.sql", role=settings.DATABASES["default"]["USER"])]
