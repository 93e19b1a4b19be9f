from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """An account may move to another activity of the cash flow statement."""

    dependencies = [("ledger", "0024_full_accounts")]

    operations = [RunSqlFile(SQL / "activities.sql", role=settings.DATABASES["default"]["USER"])]
