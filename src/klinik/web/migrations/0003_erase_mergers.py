from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOW = "current_setting('klinik.erasing', true) = 'on'"


class Migration(migrations.Migration):
    """A record that became part of another one keeps no address of a person who was erased."""

    dependencies = [("web", "0002_erase_pins"), ("tenancy", "0028_merging")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY erasing ON directory_merger TO CURRENT_USER"
            f" USING ({NOW}) WITH CHECK ({NOW});",
            "DROP POLICY erasing ON directory_merger;",
        ),
        RunSqlFile(
            SQL / "erase_person.sql",
            role=settings.DATABASES["default"]["USER"],
            zone=settings.TIME_ZONE,
        ),
    ]
