from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER scan_is_final ON directory_paperfile;
DROP FUNCTION directory_scan_is_final();
"""


class Migration(migrations.Migration):
    """Who may read a scan may not delete it."""

    dependencies = [("directory", "0007_papers")]

    operations = [RunSqlFile(SQL / "scans.sql", DROP)]
