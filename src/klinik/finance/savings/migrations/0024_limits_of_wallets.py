from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The limits of the counter hold for cash of wallets too."""

    dependencies = [("savings", "0023_blocked_stays"), ("ledger", "0030_many_details")]

    operations = [RunSqlFile(SQL / "limits_of_day.sql", role=settings.DATABASES["default"]["USER"])]
