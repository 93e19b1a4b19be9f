from django.db import migrations

NAMED = """
INSERT INTO tenancy_programme (id, province, name, short_name, logo, set_up_at)
SELECT 1, 'Jawa Timur', 'OPOP', 'Klinik OPOP', '', now()
 WHERE EXISTS (SELECT FROM people_user)
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """A house that people live in already is that of East Java: no other was there before."""

    dependencies = [("tenancy", "0011_programme"), ("people", "0003_session")]

    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
