from django.db import migrations, models

# The file of an opening was kept twice: as evidence of the first figure, which parties and offices
# see, and on the event, which every reader of the case sees. The second one goes.
FORGET = """
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER written_once;
UPDATE cases_caseevent SET file = '', file_name = '' WHERE kind = 'opened';
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER written_once;
"""


class Migration(migrations.Migration):
    """An event knows all that its request said; an opening shows its evidence to nobody else."""

    dependencies = [("cases", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="caseevent",
            name="fingerprint",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
