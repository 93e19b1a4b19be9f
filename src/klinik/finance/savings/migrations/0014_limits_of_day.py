from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What is paid out in two steps of a day is measured as one."""

    dependencies = [("savings", "0013_look_over"), ("ledger", "0030_many_details")]

    operations = [RunSqlFile(SQL / "limits_of_day.sql", role=settings.DATABASES["default"]["USER"])]
