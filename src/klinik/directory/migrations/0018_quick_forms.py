from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The same words of a text, found several times as fast: thousands of rows arrive at once."""

    dependencies = [("directory", "0017_product_history")]

    operations = [RunSqlFile(SQL / "forms.sql")]
