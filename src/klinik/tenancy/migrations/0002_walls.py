from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP FUNCTION reader_in_office_of(bigint);
DROP FUNCTION reader_belongs_to(bigint);
"""
MAY_READ = "is_public OR reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"
MAY_WRITE = "reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"


class Migration(migrations.Migration):
    """Readings have an audience; only tenancy knows who that is, so the wall stands here."""

    dependencies = [
        ("tenancy", "0001_initial"),
        ("directory", "0002_initial"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        RunSqlFile(SQL / "readers.sql", DROP, zone=settings.TIME_ZONE),
        ForceRowLevelSecurity("directory_reading", MAY_READ, writes=MAY_WRITE),
    ]
