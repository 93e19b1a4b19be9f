from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
ALTER POLICY wall ON cases_case USING (
  audience = 'network' AND (SELECT reader_is_in_network())
  OR reader_is_party(pesantren_id, audience, readers));
"""


class Migration(migrations.Migration):
    """The wall of the cases asks who reads once for a statement, and no longer for every row."""

    dependencies = [("cases", "0020_found"), ("tenancy", "0029_readers_once")]

    operations = [RunSqlFile(SQL / "walls_once.sql", UNDO)]
