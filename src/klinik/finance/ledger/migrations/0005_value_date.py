from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
OLD_SIGNATURES = """
DROP FUNCTION IF EXISTS ledger_post(bigint, uuid, text, date, bigint, bigint[], bigint[], bigint[],
    bigint, text);
DROP FUNCTION IF EXISTS ledger_fingerprint(text, date, bigint, bigint[], bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    """An entry keeps the day it happened beside the day it is booked on; older ones have none."""

    dependencies = [("ledger", "0004_lines_of_two_accounts")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="value_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunSQL(OLD_SIGNATURES, migrations.RunSQL.noop),
        RunSqlFile(SQL / "guards.sql"),
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "doors.sql", role=settings.DATABASES["default"]["USER"]),
    ]
