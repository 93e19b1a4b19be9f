from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, UniqueInTenant

# The first to reach a day are the clocks of WIT.
NOT_YET = """
ALTER TABLE tenancy_rat ADD CONSTRAINT rat_not_in_the_future
  CHECK (held_on <= (recorded_at AT TIME ZONE 'Asia/Jayapura')::date);
"""
FIRST = """
INSERT INTO tenancy_legalterm (kind, months, from_on, source)
VALUES ('rat_months', 6, '1992-10-21', 'UU 25/1992 tentang Perkoperasian, Pasal 26 ayat (2)');
"""


class Migration(migrations.Migration):
    """That a RAT was held is public; what it decided stays inside. By when, a law says."""

    dependencies = [("tenancy", "0014_koppontren_facts")]

    operations = [
        UniqueInTenant("tenancy_rat"),
        CompositeForeignKey("tenancy_ratminutes", "rat_id", "tenancy_rat"),
        ForceRowLevelSecurity("tenancy_ratminutes"),
        migrations.RunSQL(NOT_YET, "ALTER TABLE tenancy_rat DROP CONSTRAINT rat_not_in_the_future"),
        migrations.RunSQL(FIRST, "DELETE FROM tenancy_legalterm WHERE set_by_id IS NULL"),
    ]
