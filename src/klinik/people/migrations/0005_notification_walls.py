from pathlib import Path

from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
THEIRS = "person_id = current_setting('klinik.reader')::bigint"


class Migration(migrations.Migration):
    """Notifications are written by whoever causes them and read by their person alone."""

    dependencies = [
        ("people", "0004_notifications"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        ForceRowLevelSecurity("people_notification", THEIRS, writes="true"),
        RunSqlFile(SQL / "unread.sql", "DROP FUNCTION unread_notifications(bigint);"),
    ]
