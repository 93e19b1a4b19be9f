from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = "ALTER TABLE programme_consent DROP CONSTRAINT consent_periods_apart;"


class Migration(migrations.Migration):
    """A consent that has ended can be renewed: only periods that overlap exclude each other."""

    dependencies = [("programme", "0002_walls")]

    operations = [
        RunSqlFile(SQL / "consents_apart.sql", DROP),
        migrations.RemoveConstraint(model_name="consent", name="consent_of_a_figure_once"),
    ]
