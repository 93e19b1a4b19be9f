import django.db.models.deletion
from django.db import migrations, models

# The walls of the events hide them from their owner too; what each brought is copied past them.
COPY = """
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;
INSERT INTO cases_enclosure (event_id, file, name)
  SELECT id, file, file_name FROM cases_caseevent WHERE file <> '' ORDER BY id;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Several photos or PDF may come with one event."""

    dependencies = [("cases", "0027_told_of")]

    operations = [
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="cases/%Y/%m")),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enclosures",
                        to="cases.caseevent",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
