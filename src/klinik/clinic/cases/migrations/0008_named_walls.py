from pathlib import Path

from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTIES = "reader_belongs_to({0}pesantren_id) OR reader_in_office_of({0}pesantren_id)"
OF_MY_CASE = f"EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND ({PARTIES.format('c.')}))"
UNDO = f"""
DROP POLICY named_by_ours ON cases_caseevent;
DROP TRIGGER name_reader ON cases_caseevent;
DROP FUNCTION cases_name_reader();
ALTER POLICY wall ON cases_case
  USING (audience = 'network' AND (SELECT reader_is_in_network()) OR {PARTIES.format("")})
  WITH CHECK ({PARTIES.format("")});
ALTER POLICY wall ON cases_activity WITH CHECK ({OF_MY_CASE});
ALTER POLICY wall ON cases_caseevent WITH CHECK ({OF_MY_CASE});
ALTER POLICY wall ON cases_help USING (reader_helps_for(partner_id) OR {OF_MY_CASE});
DROP FUNCTION reader_is_party(bigint, text, bigint[]);
"""


class Migration(migrations.Migration):
    """The walls of the cases know named readers."""

    dependencies = [("cases", "0007_named_readers")]

    operations = [RunSqlFile(SQL / "named.sql", UNDO)]
