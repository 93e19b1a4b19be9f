from pathlib import Path

from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP TRIGGER widen_likeness ON cases_case;
DROP FUNCTION cases_widen_likeness();
DROP POLICY widened_by_ours ON cases_caseevent;
DROP TRIGGER widen ON cases_caseevent;
DROP FUNCTION cases_widen();
"""


class Migration(migrations.Migration):
    """A pesantren opens a case for the offices to the network."""

    dependencies = [
        ("cases", "0032_most_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "opened"),
                    ("taken", "taken"),
                    ("reassigned", "handed to another office"),
                    ("answered", "message"),
                    ("planned", "activity set"),
                    ("done", "activity done"),
                    ("measured", "result"),
                    ("closed", "closed"),
                    ("agreed", "agreed to a story"),
                    ("offered", "help offered"),
                    ("accepted", "help accepted"),
                    ("declined", "help declined"),
                    ("named", "reader named"),
                    ("widened", "opened to the network"),
                    ("assigned", "given to an officer"),
                    ("referred", "referred"),
                    ("welcomed", "referral accepted"),
                    ("refused", "referral refused"),
                    ("fulfilled", "referral done"),
                    ("recalled", "referral withdrawn"),
                    ("aimed", "goals set"),
                    ("triaged", "urgency set"),
                    ("completed", "completed"),
                ],
                max_length=10,
            ),
        ),
        RunSqlFile(SQL / "widened.sql", UNDO),
    ]
