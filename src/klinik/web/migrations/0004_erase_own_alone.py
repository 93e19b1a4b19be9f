from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
# What walls and doors call runs with the rights of more than the caller: a temporary table of the
# caller's must never stand before ours. Without `pg_temp` in the path it is looked in first.
TEMPORARY_LAST = """
DO $$
DECLARE
  each regprocedure;
BEGIN
  FOR each IN SELECT p.oid FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) = current_user
      AND p.proconfig @> ARRAY['search_path=pg_catalog, public']
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', each);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """A person is erased where they were, and nobody else with them."""

    dependencies = [
        ("web", "0003_erase_mergers"),
        ("cases", "0006_merging"),
        ("directory", "0022_readings_put_right"),
        ("stories", "0004_merging"),
    ]

    operations = [
        RunSqlFile(
            SQL / "erase_person.sql",
            role=settings.DATABASES["default"]["USER"],
            zone=settings.TIME_ZONE,
        ),
        migrations.RunSQL(TEMPORARY_LAST, migrations.RunSQL.noop),
    ]
