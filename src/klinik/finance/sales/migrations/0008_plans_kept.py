from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """A sale asks its tables with plans that are kept, not made anew for each of them."""

    dependencies = [("sales", "0007_closed_shop"), ("wallet", "0011_plans_kept")]

    operations = [
        RunSqlFile(SQL / "goods.sql", role=ROLE),
        RunSqlFile(SQL / "money.sql", role=ROLE),
        RunSqlFile(SQL / "returns.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
    ]
