from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Earlier names, taken links and tables that were never saved go with a member who is forgotten."""

    dependencies = [("web", "0006_forget_member")]

    operations = [RunSqlFile(SQL / "forget_member.sql", role=settings.DATABASES["default"]["USER"])]
