from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What was handed over before the shop was closed is booked all the same."""

    dependencies = [("sales", "0006_paid_meanwhile"), ("shop", "0005_settings_walls")]

    operations = [RunSqlFile(SQL / "record.sql", role=settings.DATABASES["default"]["USER"])]
