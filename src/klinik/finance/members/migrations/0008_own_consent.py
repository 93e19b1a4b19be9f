from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A child's membership rests on what a guardian agreed to, not on the child's own word."""

    dependencies = [("members", "0007_eighteen_years")]

    operations = [RunSqlFile(SQL / "minors.sql", role=settings.DATABASES["default"]["USER"])]
