from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """No account is closed while its confirmed share is not recorded yet."""

    dependencies = [("sharing", "0003_record")]

    operations = [RunSqlFile(SQL / "closing.sql", role=settings.DATABASES["default"]["USER"])]
