from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
OURS = "koppontren_id = current_setting('klinik.koppontren')::bigint"


class Migration(migrations.Migration):
    """A proposal is between a pesantren and the secretariat; that a RAT was held is public."""

    dependencies = [("tenancy", "0006_facts")]

    operations = [
        RunSqlFile(
            SQL / "coordinators.sql",
            "DROP FUNCTION reader_coordinates();",
            zone=settings.TIME_ZONE,
        ),
        ForceRowLevelSecurity(
            "tenancy_proposal", "reader_speaks_for(pesantren_id) OR reader_coordinates()"
        ),
        migrations.RunSQL(
            "ALTER TABLE tenancy_rat ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            "CREATE POLICY everybody_reads ON tenancy_rat FOR SELECT USING (true);"
            f"CREATE POLICY wall_insert ON tenancy_rat FOR INSERT WITH CHECK ({OURS});"
            f"CREATE POLICY wall_update ON tenancy_rat FOR UPDATE USING ({OURS});"
            f"CREATE POLICY wall_delete ON tenancy_rat FOR DELETE USING ({OURS});",
            "DROP POLICY everybody_reads ON tenancy_rat;"
            "DROP POLICY wall_insert ON tenancy_rat;"
            "DROP POLICY wall_update ON tenancy_rat;"
            "DROP POLICY wall_delete ON tenancy_rat;"
            "ALTER TABLE tenancy_rat NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
        ),
    ]
