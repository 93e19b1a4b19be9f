from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What was found to agree stays, also for whoever goes round Python."""

    dependencies = [("bank", "0003_drafts")]

    operations = [RunSqlFile(SQL / "reconciled.sql", role=settings.DATABASES["default"]["USER"])]
