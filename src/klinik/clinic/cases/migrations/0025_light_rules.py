from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A case that was opened with one tap gets its figure by an event, once."""

    dependencies = [("cases", "0024_light")]

    operations = [RunSqlFile(SQL / "light.sql")]
