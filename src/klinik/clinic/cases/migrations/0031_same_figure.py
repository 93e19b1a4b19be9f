from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP TRIGGER same_figure ON cases_caseevent;
DROP FUNCTION cases_refuse_other_figure();
"""


class Migration(migrations.Migration):
    """What an event tells of a figure was read at the pesantren of its case."""

    dependencies = [("cases", "0030_events_without_a_file"), ("directory", "0023_indexing")]

    operations = [RunSqlFile(SQL / "same_figure.sql", UNDO)]
