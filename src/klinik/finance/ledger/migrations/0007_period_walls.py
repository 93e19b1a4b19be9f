from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The steps of periods stay as they are, and the days of books follow them alone."""

    dependencies = [("ledger", "0006_periods"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("ledger_period_event"),
        CompositeForeignKey("ledger_period_event", "answers_id", "ledger_period_event"),
        RunSqlFile(SQL / "periods.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("ledger_period_event"),
    ]
