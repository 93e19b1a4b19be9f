from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import BEHIND_WALLS, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DIVIDED = """
  INSERT INTO sharing_taxedmonth (month)
  SELECT DISTINCT month FROM sharing_sharerun WHERE state <> 'prepared'
  ON CONFLICT DO NOTHING"""


class Migration(migrations.Migration):
    """A month that was divided keeps the figures of its tax rule; rules are only added."""

    dependencies = [("sharing", "0009_tax_rules_dated")]

    operations = [
        migrations.RunSQL(
            BEHIND_WALLS.format(table="sharing_sharerun", to="sharing_sharerun", statement=DIVIDED),
            migrations.RunSQL.noop,
        ),
        RunSqlFile(SQL / "taxes.sql", role=settings.DATABASES["default"]["USER"]),
    ]
