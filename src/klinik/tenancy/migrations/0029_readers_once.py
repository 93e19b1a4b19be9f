from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
ALTER POLICY wall ON directory_reading USING (
  is_public OR reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id));
DROP FUNCTION reader_pesantren(), reader_in_province(), reader_office_pesantren();
"""


class Migration(migrations.Migration):
    """Who reads is asked once for a statement, and no longer for every row."""

    dependencies = [("tenancy", "0028_merging")]

    operations = [RunSqlFile(SQL / "readers_once.sql", UNDO, zone=settings.TIME_ZONE)]
