from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A fee leaves a block and the minimum alone, as everything else that takes."""

    dependencies = [("savings", "0017_monthly_fee")]

    operations = [RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"])]
