from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOW = "current_setting('klinik.erasing', true) = 'on'"


class Migration(migrations.Migration):
    """With a person go the PINs that they had at shared devices."""

    dependencies = [("web", "0001_erase_person"), ("tenancy", "0026_device_walls")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY erasing ON tenancy_pin TO CURRENT_USER"
            f" USING ({NOW}) WITH CHECK ({NOW});",
            "DROP POLICY erasing ON tenancy_pin;",
        ),
        RunSqlFile(
            SQL / "erase_person.sql",
            role=settings.DATABASES["default"]["USER"],
            zone=settings.TIME_ZONE,
        ),
    ]
