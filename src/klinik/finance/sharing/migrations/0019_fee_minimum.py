from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The minimum balance that a fee was reckoned with is kept with the fee, from now on."""

    dependencies = [("sharing", "0018_by_entries")]

    operations = [
        migrations.AddField("fee", "minimum", models.BigIntegerField(null=True)),
        RunSqlFile(SQL / "fees.sql", role=settings.DATABASES["default"]["USER"]),
    ]
