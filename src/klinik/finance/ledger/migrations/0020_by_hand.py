from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """No way round the limit by accounts of units or members; what is final is not undone."""

    dependencies = [("ledger", "0019_corrections")]

    operations = [
        RunSqlFile(SQL / "post.sql"),
        RunSqlFile(SQL / "post_many.sql"),
        RunSqlFile(SQL / "drafts.sql", role=ROLE),
        RunSqlFile(SQL / "final.sql"),
    ]
