from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    KeepHistory,
    RunSqlFile,
)

ROLE = settings.DATABASES["default"]["USER"]
SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    """Consents and the history of members are their koppontren's; children have a guardian."""

    dependencies = [("members", "0003_facts")]

    operations = [
        CompositeForeignKey("members_memberconsent", "member_id", "members_member"),
        ForceRowLevelSecurity("members_memberconsent"),
        KeepHistory("members_member", TENANT, role=ROLE),
        KeepHistory("members_memberconsent", TENANT, role=ROLE),
        RunSqlFile(SQL / "minors.sql", role=ROLE),
    ]
