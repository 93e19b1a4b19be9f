from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile
from klinik.directory.merging.walls import MovedByMerging

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
DROP = """
DROP FUNCTION directory_merge(bigint, bigint, integer, integer, text[], bigint[], text, uuid);
DROP FUNCTION directory_belongings(bigint, bigint);
DROP FUNCTION directory_points_at_pesantren();
DROP FUNCTION reader_merges(bigint, bigint);
"""
WALLS = """
ALTER TABLE directory_merger ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON directory_merger FOR SELECT USING (true);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON directory_merger FROM "{role}";
ALTER TABLE directory_nottwins ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON directory_nottwins FOR SELECT USING (reader_in_office_of(one_id) OR reader_in_office_of(other_id));
CREATE POLICY offices ON directory_nottwins FOR INSERT WITH CHECK (reader_merges(one_id, other_id));
"""
NO_WALLS = """
DROP POLICY offices ON directory_nottwins;
DROP POLICY wall ON directory_nottwins;
ALTER TABLE directory_nottwins NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE, DELETE ON directory_merger TO "{role}";
DROP POLICY wall ON directory_merger;
ALTER TABLE directory_merger NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""
# Events of a record that was joined are read by those of the record that it is part of today.
ITS_OWN = "reader_belongs_to({0}) OR reader_in_office_of({0})"
INVITERS = "reader_may_invite_to(koppontren_id, {0}, role) OR reader_acts_for(partner_id)"
EVENTS = {
    "directory_pesantrenevent": (ITS_OWN, "id"),
    "directory_contactpersonevent": (ITS_OWN, "pesantren_id"),
    "directory_productevent": (ITS_OWN, "pesantren_id"),
    "tenancy_koppontrenevent": (ITS_OWN, "pesantren_id"),
    "tenancy_membershipevent": (INVITERS, "pesantren_id"),
    "tenancy_invitationevent": (INVITERS, "pesantren_id"),
}
WALLED = (
    "directory_factcheck",
    "directory_cover",
    "directory_contactperson",
    "directory_reading",
    "directory_merger",
    "directory_nottwins",
    "tenancy_invitation",
    "tenancy_proposal",
)


def readers(number: str) -> str:
    """The statements that say who reads events, where `number` stands for a column's."""
    return "".join(
        f"ALTER POLICY wall ON {table} USING ({who.format(number.format(f'{table}.{column}'))});"
        for table, (who, column) in EVENTS.items()
    )


class Migration(migrations.Migration):
    """Two records of one pesantren become one, through one door, for those who may."""

    dependencies = [("tenancy", "0027_aspect_duties"), ("directory", "0021_merging")]

    operations = [
        RunSqlFile(SQL / "merge.sql", DROP, role=ROLE, zone=settings.TIME_ZONE),
        migrations.RunSQL(WALLS.replace("{role}", ROLE), NO_WALLS.replace("{role}", ROLE)),
        migrations.RunSQL(readers("directory_today({})"), readers("{}")),
        *(MovedByMerging(table) for table in WALLED),
    ]
