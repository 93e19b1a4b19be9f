from pathlib import Path

from django.db import migrations

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = "DROP FUNCTION consent_holds() CASCADE; DROP FUNCTION shared_figure_holds() CASCADE;"


class Migration(migrations.Migration):
    """Consents and their evidence belong to one koppontren and are never rewritten."""

    dependencies = [("programme", "0001_initial"), ("tenancy", "0002_walls")]

    operations = [
        UniqueInTenant("programme_consent"),
        CompositeForeignKey("programme_sharedfigure", "consent_id", "programme_consent"),
        ForceRowLevelSecurity("programme_consent"),
        ForceRowLevelSecurity("programme_sharedfigure"),
        RunSqlFile(SQL / "consents_hold.sql", DROP),
    ]
