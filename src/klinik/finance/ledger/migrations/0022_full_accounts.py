from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
OLD_SIGNATURES = """
DROP FUNCTION IF EXISTS ledger_refuse_accounts(bigint, bigint[], bigint[]);
DROP FUNCTION IF EXISTS ledger_slots(bigint, jsonb);
DROP FUNCTION IF EXISTS ledger_looked_at(bigint, jsonb, int, date, date, bigint[], bigint[],
    boolean[]);
"""


class Migration(migrations.Migration):
    """An account whose sums would pass what a bigint safely holds refuses by name."""

    dependencies = [("ledger", "0021_chart_walls")]

    operations = [
        migrations.RunSQL(OLD_SIGNATURES, migrations.RunSQL.noop),
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "post_many.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
