from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]

# Their owner sees no tenant's rows while the walls of a table are forced.
KNOWN = """
ALTER TABLE sharing_share NO FORCE ROW LEVEL SECURITY;
INSERT INTO sharing_shareentry (koppontren_id, run_id, first_place, last_place, entry_number)
SELECT koppontren_id, run_id, min(place), max(place), entry_number
  FROM sharing_share WHERE entry_number IS NOT NULL
 GROUP BY koppontren_id, run_id, entry_number;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE sharing_share FORCE ROW LEVEL SECURITY;
DROP TRIGGER stays ON sharing_share;
ALTER TABLE sharing_share RESET (fillfactor);
"""


class Migration(migrations.Migration):
    """The entry of a share stands once for all that one entry brought, not in each row."""

    dependencies = [("sharing", "0013_entries"), ("core", "0001_default_privileges")]

    operations = [
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RemoveField("share", "entry_number"),
        CompositeForeignKey("sharing_shareentry", "run_id", "sharing_sharerun"),
        ForceRowLevelSecurity("sharing_shareentry"),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "quicker.sql", role=ROLE),
        RunSqlFile(SQL / "undoing.sql", role=ROLE),
        RunSqlFile(SQL / "entries.sql", role=ROLE),
    ]
