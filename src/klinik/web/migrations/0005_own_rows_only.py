from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOW = "current_setting('klinik.erasing', true) = 'on'"
# Tables that were walled before there were members who read their own; the later ones are closed
# to them as they are walled (`ForceRowLevelSecurity`).
CLOSE = """
DO $$
DECLARE
  walled text;
BEGIN
  FOR walled IN
    SELECT DISTINCT p.tablename FROM pg_policies p
     WHERE p.schemaname = 'public' AND p.policyname = 'wall'
       AND p.qual LIKE '%klinik.koppontren%'
       AND NOT EXISTS (SELECT FROM pg_policies o
                        WHERE o.schemaname = 'public' AND o.tablename = p.tablename
                          AND o.policyname = 'own')
  LOOP
    EXECUTE format('CREATE POLICY own ON %I AS RESTRICTIVE'
                   ' USING (current_setting(''klinik.own'', true) IS DISTINCT FROM ''on'')', walled);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Nothing of a tenant is open to a member who reads their own, but what says so itself."""

    dependencies = [
        ("web", "0004_erase_own_alone"),
        ("members", "0006_tie_walls"),
        ("savings", "0009_own_rows"),
        ("sharing", "0002_walls"),
        ("counter", "0002_walls"),
        ("tills", "0003_no_drawers_one_look"),
        ("statements", "0003_notes_by_whom"),
        ("bank", "0002_walls"),
        ("ledger", "0030_many_details"),
        ("programme", "0003_consents_apart"),
        ("tenancy", "0029_readers_once"),
    ]

    operations = [
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE POLICY erasing ON members_membertie TO CURRENT_USER"
            f" USING ({NOW}) WITH CHECK ({NOW});",
            "DROP POLICY erasing ON members_membertie;",
        ),
        RunSqlFile(
            SQL / "erase_person.sql",
            role=settings.DATABASES["default"]["USER"],
            zone=settings.TIME_ZONE,
        ),
    ]
