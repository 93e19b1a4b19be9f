from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The limits of a wallet are asked once for each sale."""

    dependencies = [("wallet", "0014_transfers_with_a_code")]

    operations = [RunSqlFile(SQL / "allow.sql", role=settings.DATABASES["default"]["USER"])]
