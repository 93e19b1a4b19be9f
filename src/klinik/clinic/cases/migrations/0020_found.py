from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
UNDO = """
DROP TRIGGER move_likeness ON cases_case;
DROP TRIGGER rename_likeness ON directory_pesantren;
DROP FUNCTION cases_found(text, integer), cases_matching(text, tsquery, integer),
  cases_move_likeness(), cases_rename_likeness(), cases_document(text, text, text),
  cases_named(text);
"""
# Every case that is there already, read past the walls for this one statement.
KNOWN = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
UPDATE cases_likeness l SET
  words = setweight(cases_words(c.title), 'A') || setweight(cases_words(c.description), 'C'),
  document = cases_document(c.title, c.description, p.name),
  place = c.pesantren_id, audience = c.audience
FROM cases_case c JOIN directory_pesantren p ON p.id = c.pesantren_id WHERE c.id = l.case_id;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Cases are found by their words among any number of them, behind the wall of each."""

    dependencies = [("cases", "0019_likeness_found"), ("discussions", "0003_answers_alike")]

    operations = [
        RunSqlFile(SQL / "found.sql", UNDO, role=ROLE, zone=settings.TIME_ZONE),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
