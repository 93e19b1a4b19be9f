from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Principal and term savings are paid in once, whoever writes."""

    dependencies = [("savings", "0024_limits_of_wallets")]

    operations = [RunSqlFile(SQL / "gone.sql", role=settings.DATABASES["default"]["USER"])]
