from django.db import migrations

# What shows a figure, the first or the result, stays with the parties, as a figure's evidence does.
WALL = (
    "ALTER POLICY wall ON cases_enclosure USING ("
    "EXISTS (SELECT FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id"
    " WHERE e.id = event_id AND (e.kind NOT IN ({kinds})"
    " OR reader_is_party(c.pesantren_id, c.audience, c.readers))))"
)


class Migration(migrations.Migration):
    """What a result stands on is no more for the network than what the first figure stands on."""

    dependencies = [("cases", "0033_widened")]

    operations = [
        migrations.RunSQL(
            WALL.format(kinds="'opened', 'completed', 'measured'"),
            WALL.format(kinds="'opened', 'completed'"),
        ),
    ]
