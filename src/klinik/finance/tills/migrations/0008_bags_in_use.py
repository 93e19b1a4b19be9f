from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A bag goes out of use and its collector may carry another; drawers have names of their own."""

    dependencies = [("tills", "0007_drawer_of_another_unit")]

    operations = [
        migrations.RemoveConstraint(model_name="drawer", name="bag_of_one"),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
    ]
