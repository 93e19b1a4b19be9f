from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
UNDO = """
DROP FUNCTION discussions_answers_alike(text, integer), discussions_any_two(tsvector),
  discussions_any_one(tsvector);
"""


class Migration(migrations.Migration):
    """Accepted answers are found by what somebody tells in many words."""

    dependencies = [("discussions", "0002_walls")]

    operations = [RunSqlFile(SQL / "alike.sql", UNDO, role=ROLE)]
