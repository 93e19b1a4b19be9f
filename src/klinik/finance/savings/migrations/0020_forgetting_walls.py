from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

ROLE = settings.DATABASES["default"]["USER"]
SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Who asked to forget whom stays in its koppontren and as it was."""

    dependencies = [("savings", "0019_forgetting")]

    operations = [
        CompositeForeignKey("savings_forgetting", "member_id", "members_member"),
        ForceRowLevelSecurity("savings_forgetting"),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
        RunSqlFile(SQL / "forgetting.sql", role=ROLE),
    ]
