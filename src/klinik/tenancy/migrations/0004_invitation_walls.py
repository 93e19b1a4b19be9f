from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
WITH_THE_LINK = "id = NULLIF(current_setting('klinik.invitation', true), '')::bigint"


class Migration(migrations.Migration):
    """Who may see an invitation: those who may give its role, and whoever came with its link."""

    dependencies = [("tenancy", "0003_invitation")]

    operations = [
        RunSqlFile(
            SQL / "invitations.sql",
            "DROP FUNCTION reader_may_invite_to(bigint, bigint, text);",
            zone=settings.TIME_ZONE,
        ),
        ForceRowLevelSecurity(
            "tenancy_invitation",
            f"{WITH_THE_LINK} OR reader_may_invite_to(koppontren_id, pesantren_id, role)",
        ),
    ]
