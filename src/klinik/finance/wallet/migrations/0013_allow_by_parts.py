from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Whoever asks what a wallet may pay hears of which categories it was counted."""

    dependencies = [("wallet", "0012_scan_requests")]

    operations = [RunSqlFile(SQL / "allow.sql", role=settings.DATABASES["default"]["USER"])]
