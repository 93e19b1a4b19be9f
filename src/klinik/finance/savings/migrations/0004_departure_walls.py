from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    """Who has left is their koppontren's alone; nobody leaves money behind or saves afterwards."""

    dependencies = [
        ("savings", "0003_departures"),
        ("members", "0004_fact_walls"),
        ("ledger", "0030_many_details"),
    ]

    operations = [
        CompositeForeignKey("savings_departure", "member_id", "members_member"),
        ForceRowLevelSecurity("savings_departure"),
        RunSqlFile(SQL / "leaving.sql", role=settings.DATABASES["default"]["USER"]),
    ]
