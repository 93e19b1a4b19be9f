from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP TRIGGER most_files ON cases_enclosure;
DROP FUNCTION cases_refuse_more_files();
"""


class Migration(migrations.Migration):
    """An event has five files at most, whoever writes them."""

    dependencies = [("cases", "0031_same_figure")]

    operations = [RunSqlFile(SQL / "most_files.sql", UNDO)]
