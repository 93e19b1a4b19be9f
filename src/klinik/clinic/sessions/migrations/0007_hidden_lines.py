from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "room" / "sql"


class Migration(migrations.Migration):
    """A line of the chat is hidden as a question is, with a reason, also after the session."""

    dependencies = [("panels", "0006_taken_back")]

    operations = [RunSqlFile(SQL / "room_event.sql")]
