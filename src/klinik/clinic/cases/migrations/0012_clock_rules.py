import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

HERE = Path(__file__).resolve().parent.parent
ROLE = settings.DATABASES["default"]["USER"]
TARGETS = {"take": 2, "act": 5, "answer": 7}
PROPOSED = "Usulan awal Klinik OPOP; sekretariat menetapkan gantinya."
# The migrations' role may not read past the walls: for these statements they stop holding it.
KNOWN = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER by_events_only;
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case c SET
  waits_for = CASE WHEN closed_at IS NOT NULL THEN '' WHEN stage = 'planned' THEN 'work'
                   ELSE 'office' END,
  waits_since = coalesce((
    SELECT max(e.at) FROM cases_caseevent e WHERE e.case_id = c.id AND e.kind IN
      ('opened', 'taken', 'reassigned', 'planned', 'done', 'measured', 'closed')), c.opened_at);
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY, ENABLE TRIGGER by_events_only;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;
"""
ONLY_ADDED = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON cases_holiday, cases_servicetarget FROM "{ROLE}";
"""


def bring(apps: Any, schema_editor: Any) -> None:
    """The days off that are decided, and what the house proposes as targets."""
    holiday, target = (apps.get_model("cases", name) for name in ("Holiday", "ServiceTarget"))
    with (HERE / "data" / "holidays.csv").open(encoding="utf-8") as file:
        days = [holiday(**row) for row in csv.DictReader(file)]
    holiday.objects.bulk_create(days)
    first = date(2025, 1, 1)
    target.objects.bulk_create(
        target(step=step, working_days=days, since=first, source=PROPOSED)
        for step, days in TARGETS.items()
    )


class Migration(migrations.Migration):
    """Whose move it is follows from the events; days off and targets are known."""

    dependencies = [("cases", "0011_referral_walls")]

    operations = [
        migrations.RunPython(bring, migrations.RunPython.noop),
        migrations.RunSQL(ONLY_ADDED, migrations.RunSQL.noop),
        RunSqlFile(HERE / "sql" / "clocks.sql"),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
