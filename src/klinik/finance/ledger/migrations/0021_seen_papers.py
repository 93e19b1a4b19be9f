from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A paper that a second person saw and approved stays."""

    dependencies = [("ledger", "0020_by_hand")]

    operations = [RunSqlFile(SQL / "attachments.sql", role=settings.DATABASES["default"]["USER"])]
