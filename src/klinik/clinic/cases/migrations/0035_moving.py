from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """An activity is moved to another day or dropped; past its day it is the office's move."""

    dependencies = [
        ("cases", "0034_evidence_of_results"),
        ("directory", "0023_indexing"),
        ("tenancy", "0031_terms_within_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="caseevent",
            name="case_activity_done_once",
        ),
        migrations.RemoveConstraint(
            model_name="caseevent",
            name="case_event_tells_of_its_activity",
        ),
        migrations.AddField(
            model_name="case",
            name="work_until",
            field=models.DateField(editable=False, null=True),
        ),
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
                    ("moved", "activity moved"),
                    ("dropped", "activity dropped"),
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
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("waits_for", "work")),
                fields=["work_until"],
                name="case_work_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["done", "dropped"])),
                fields=("activity",),
                name="case_activity_over_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["moved", "dropped"]), _negated=True),
                    models.Q(
                        models.Q(("text", ""), _negated=True),
                        models.Q(("kind", "dropped"), ("on__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="case_moved_and_dropped_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["planned", "done", "moved", "dropped"]), _negated=True),
                    ("activity__isnull", False),
                    _connector="OR",
                ),
                name="case_event_tells_of_its_activity",
            ),
        ),
        RunSqlFile(SQL / "moving.sql"),
    ]
