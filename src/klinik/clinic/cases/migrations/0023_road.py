from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP TRIGGER keep_road ON cases_caseevent;
DROP TRIGGER begin_road ON cases_case;
DROP FUNCTION cases_keep_road(), cases_begin_road(), cases_step_of(text, text);
"""


class Migration(migrations.Migration):
    """How far a case came, and when, stands on the case."""

    dependencies = [("cases", "0022_matching")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="reached",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddField(
            model_name="case",
            name="answered_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="measured_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["opened_at", "id"], name="case_newest"),
        ),
        RunSqlFile(SQL / "road.sql", UNDO, zone=settings.TIME_ZONE),
    ]
