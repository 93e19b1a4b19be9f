from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What members pay may come into the bag of a collector as well."""

    dependencies = [("tills", "0004_bags")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
