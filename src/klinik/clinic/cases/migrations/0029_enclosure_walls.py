from django.db import migrations

from klinik.core.operations import ReadersAndKeepers

# What shows the first figure stays with the parties, as its evidence does; the rest is read with
# its event, behind the event's own walls.
READS = (
    "EXISTS (SELECT FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id"
    " WHERE e.id = event_id AND (e.kind NOT IN ('opened', 'completed')"
    " OR reader_is_party(c.pesantren_id, c.audience, c.readers)))"
)
ADDS = (
    "EXISTS (SELECT FROM cases_caseevent e"
    " WHERE e.id = event_id AND e.by_id = current_setting('klinik.reader')::bigint)"
)
# The walls of the events hide them from their owner too; what each brought is copied past them.
COPY = """
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;
INSERT INTO cases_enclosure (event_id, file, name)
  SELECT id, file, file_name FROM cases_caseevent WHERE file <> '' ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;  -- or the events are looked for behind their walls
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """What came with an event is kept by whoever wrote it, and stays as it is."""

    dependencies = [("cases", "0028_enclosures")]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        ReadersAndKeepers("cases_enclosure", READS, add=ADDS),
    ]
