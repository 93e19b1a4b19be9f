from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A member is forgotten after somebody asked: no request is written down as done."""

    dependencies = [("savings", "0020_forgetting_walls")]

    operations = [RunSqlFile(SQL / "forgetting.sql", role=settings.DATABASES["default"]["USER"])]
