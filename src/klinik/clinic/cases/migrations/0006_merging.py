from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile
from klinik.directory.merging.walls import MovedByMerging

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The cases of a pesantren that stood in the directory twice move along."""

    dependencies = [("cases", "0005_help_walls"), ("directory", "0021_merging")]

    operations = [RunSqlFile(SQL / "merging.sql"), MovedByMerging("cases_case")]
