from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What was typed about a receipt goes with a member who is forgotten."""

    dependencies = [("collecting", "0005_bag_needed")]

    operations = [RunSqlFile(SQL / "refused.sql", role=settings.DATABASES["default"]["USER"])]
