from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """What no shelf and no number holds is refused, and only the whole of a sale gives it up."""

    dependencies = [("sales", "0003_shift")]

    operations = [
        RunSqlFile(SQL / "returns.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
    ]
