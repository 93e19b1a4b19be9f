from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP POLICY looks ON cases_activity;
DROP POLICY looks ON cases_caseevent;
DROP FUNCTION reader_granted(bigint, bigint);
"""


class Migration(migrations.Migration):
    """What was granted is looked at again, and nothing else waits for that."""

    dependencies = [("cases", "0013_plans")]

    operations = [RunSqlFile(SQL / "plans.sql", UNDO)]
