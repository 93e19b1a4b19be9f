from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A bag stays while receipts may wait on a phone; each refusal has a number of its own."""

    dependencies = [("collecting", "0006_words_forgotten")]

    operations = [
        RunSqlFile(SQL / name, role=settings.DATABASES["default"]["USER"])
        for name in ("guards.sql", "refused.sql")
    ]
