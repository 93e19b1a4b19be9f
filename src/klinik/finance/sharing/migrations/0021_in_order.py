from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
IN_ANY_ORDER = """
DROP TRIGGER one_after_the_other ON sharing_sharerun;
DROP TRIGGER confirmed_in_order ON sharing_sharerun;
DROP FUNCTION sharing_check_order();
"""


class Migration(migrations.Migration):
    """No month is shared once a later one is."""

    dependencies = [("sharing", "0020_named_at_once")]

    operations = [RunSqlFile(SQL / "order.sql", IN_ANY_ORDER)]
