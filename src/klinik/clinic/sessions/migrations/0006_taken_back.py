from pathlib import Path

from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A case that was opened of a recommendation by mistake leaves it again, and is counted."""

    dependencies = [
        ("panels", "0005_agenda_without_times"),
        ("cases", "0025_light_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendation",
            name="taken_back",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        RunSqlFile(SQL / "taken_back.sql"),
    ]
