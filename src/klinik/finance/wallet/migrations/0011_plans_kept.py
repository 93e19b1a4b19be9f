from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What a wallet may pay is asked with plans that are kept, not made anew for each sale."""

    dependencies = [("wallet", "0010_round_walls")]

    operations = [RunSqlFile(SQL / "allow.sql", role=settings.DATABASES["default"]["USER"])]
