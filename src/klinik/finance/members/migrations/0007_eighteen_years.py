from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Who is 18 is reckoned by the calendar: an interval of 30-day months was a day early."""

    dependencies = [("members", "0006_tie_walls")]

    operations = [RunSqlFile(SQL / "minors.sql", role=settings.DATABASES["default"]["USER"])]
