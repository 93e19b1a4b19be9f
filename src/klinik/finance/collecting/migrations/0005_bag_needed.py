from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Whoever goes round has a bag, and keeps it until the last round is ended."""

    dependencies = [("collecting", "0004_refused_walls"), ("tills", "0008_bags_in_use")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
