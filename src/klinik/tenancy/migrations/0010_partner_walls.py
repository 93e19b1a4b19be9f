from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP FUNCTION reader_acts_for(bigint);
DROP FUNCTION reader_helps_for(bigint);
DROP FUNCTION reader_in_office_for(bigint);
"""
WITH_THE_LINK = "id = NULLIF(current_setting('klinik.invitation', true), '')::bigint"
INVITERS = "reader_may_invite_to(koppontren_id, pesantren_id, role)"
INVITATION = "ALTER POLICY wall ON tenancy_invitation USING ({});"
OF_OFFER = "reader_acts_for((SELECT o.partner_id FROM directory_offer o WHERE o.id = offer_id))"
WALLS = {
    "directory_partner": "reader_acts_for(id) OR reader_in_office_for(region_id)",
    "directory_offer": "reader_acts_for(partner_id)",
    "directory_offer_aspects": OF_OFFER,
    "directory_offer_regions": OF_OFFER,
}


def everybody_reads(table: str, keepers: str) -> migrations.RunSQL:
    """Everybody reads the table, and only its keepers write it."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY wall ON {table} FOR SELECT USING (true);"
        f"CREATE POLICY keepers ON {table} USING ({keepers}) WITH CHECK ({keepers});",
        f"DROP POLICY wall ON {table}; DROP POLICY keepers ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    """Partners are everybody's to read and their own to write; a mentor is no officer."""

    dependencies = [("tenancy", "0009_partners"), ("directory", "0010_partners")]

    operations = [
        RunSqlFile(SQL / "readers.sql", zone=settings.TIME_ZONE),
        RunSqlFile(SQL / "invitations.sql", zone=settings.TIME_ZONE),
        RunSqlFile(SQL / "partners.sql", DROP, zone=settings.TIME_ZONE),
        migrations.RunSQL(
            INVITATION.format(f"{WITH_THE_LINK} OR {INVITERS} OR reader_acts_for(partner_id)"),
            INVITATION.format(f"{WITH_THE_LINK} OR {INVITERS}"),
        ),
        *(everybody_reads(table, keepers) for table, keepers in WALLS.items()),
    ]
