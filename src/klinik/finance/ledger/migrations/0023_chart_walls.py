from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """Changes of the chart stay as they are; accounts that are needed are not closed."""

    dependencies = [("ledger", "0022_chart_events"), ("core", "0001_default_privileges")]

    operations = [
        CompositeForeignKey("ledger_chart_event", "account_id", "ledger_account"),
        CompositeForeignKey("ledger_chart_event", "unit_id", "ledger_unit"),
        RunSqlFile(SQL / "guards.sql"),
        RunSqlFile(SQL / "chart.sql"),
        RunSqlFile(SQL / "chart_events.sql", role=ROLE),
        RunSqlFile(SQL / "doors.sql", role=ROLE),
        ForceRowLevelSecurity("ledger_chart_event"),
    ]
