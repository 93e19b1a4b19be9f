from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import BEHIND_WALLS, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
# Days whose draft came to nothing were settled for ever until now: they wait again.
LOST = """
UPDATE ledger_due SET settled_by_id = NULL, settled_at = NULL, request_id = gen_random_uuid()
 WHERE NOT is_left_out AND EXISTS (
       SELECT FROM ledger_draft d
        WHERE d.koppontren_id = ledger_due.koppontren_id AND d.request_id = ledger_due.request_id
          AND d.decision IN ('rejected', 'withdrawn'))
"""


class Migration(migrations.Migration):
    """What is wrong with one entry refuses it alone; nothing that only grows is emptied."""

    dependencies = [("ledger", "0028_book_first")]

    operations = [
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "post_many.sql"),
        RunSqlFile(SQL / "doors.sql", role=ROLE),
        RunSqlFile(SQL / "drafts.sql", role=ROLE),
        RunSqlFile(SQL / "attachments.sql", role=ROLE),
        RunSqlFile(SQL / "chart_events.sql", role=ROLE),
        RunSqlFile(SQL / "corrections.sql", role=ROLE),
        migrations.RunSQL(
            BEHIND_WALLS.format(table="ledger_due", to="ledger_draft", statement=LOST),
            migrations.RunSQL.noop,
        ),
    ]
