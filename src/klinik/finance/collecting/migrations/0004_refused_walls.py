from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """A receipt that was settled in the office is not recorded as well, nor the other way round."""

    dependencies = [("collecting", "0003_refused")]

    operations = [
        RunSqlFile(SQL / "guards.sql", role=ROLE),
        RunSqlFile(SQL / "refused.sql", role=ROLE),
        ForceRowLevelSecurity("collecting_refused"),
    ]
