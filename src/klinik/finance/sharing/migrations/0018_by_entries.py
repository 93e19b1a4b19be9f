from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """Lines of a month are read by its entries, and shares that nobody has counted by their places.

    Both functions say what they said before, so there is nothing to undo.
    """

    dependencies = [("sharing", "0017_fee_income")]

    operations = [
        RunSqlFile(SQL / "quicker.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
    ]
