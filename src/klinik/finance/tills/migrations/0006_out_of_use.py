from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A drawer goes out of use empty and in nobody's hands, and is no drawer of its unit then."""

    dependencies = [("tills", "0005_bag_guards")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
