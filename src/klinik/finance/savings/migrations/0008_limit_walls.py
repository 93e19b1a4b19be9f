from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Above a teller's limit an entry is one that somebody else approved."""

    dependencies = [
        ("savings", "0007_limits"),
        ("ledger", "0030_many_details"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        CompositeForeignKey("savings_planneddeparture", "member_id", "members_member"),
        ForceRowLevelSecurity("savings_tellerlimit"),
        ForceRowLevelSecurity("savings_planneddeparture"),
        RunSqlFile(SQL / "limits.sql", role=settings.DATABASES["default"]["USER"]),
    ]
