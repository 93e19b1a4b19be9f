from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import TENANT, KeepHistory, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """What is used no more has nothing left open; what was changed of a shop is remembered."""

    dependencies = [("shop", "0004_settings"), ("tills", "0010_shops")]

    operations = [
        RunSqlFile(SQL / "ending.sql", role=ROLE),
        KeepHistory("shop_shop", TENANT, role=ROLE),
    ]
