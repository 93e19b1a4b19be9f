from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A month is undone as a whole and divided anew; none of its entries is undone alone."""

    dependencies = [("sharing", "0007_undoing"), ("ledger", "0030_many_details")]

    operations = [RunSqlFile(SQL / "undoing.sql", role=settings.DATABASES["default"]["USER"])]
