from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The key of a name is written with all else that a pesantren is found by, once."""

    dependencies = [("directory", "0022_readings_put_right")]

    operations = [RunSqlFile(SQL / "indexing.sql")]
