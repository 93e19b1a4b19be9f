from datetime import date
from pathlib import Path
from typing import Any

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
TARGETS = {
    "urgent": {"take": 1, "act": 2, "answer": 3},
    "calm": {"take": 5, "act": 10, "answer": 15},
}
PROPOSED = "Usulan awal Klinik OPOP; sekretariat menetapkan gantinya."
UNDO = "DROP POLICY triaged_by_offices ON cases_caseevent;"


def bring(apps: Any, schema_editor: Any) -> None:
    """What the house proposes as targets of urgent cases, and of those that can wait."""
    target = apps.get_model("cases", "ServiceTarget")
    first = date(2025, 1, 1)
    target.objects.bulk_create(
        target(urgency=urgency, step=step, working_days=days, since=first, source=PROPOSED)
        for urgency, steps in TARGETS.items()
        for step, days in steps.items()
    )


class Migration(migrations.Migration):
    """How soon a case needs somebody is said by its office, and has a target of its own."""

    dependencies = [("cases", "0017_urgency")]

    operations = [
        migrations.RunPython(bring, migrations.RunPython.noop),
        RunSqlFile(SQL / "urgency.sql", UNDO),
    ]
