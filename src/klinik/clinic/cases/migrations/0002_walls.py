from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTIES = "reader_belongs_to({0}pesantren_id) OR reader_in_office_of({0}pesantren_id)"
# The network is asked first and once per query; the two others cost a look-up for each row.
MAY_READ = f"audience = 'network' AND (SELECT reader_is_in_network()) OR {PARTIES.format('')}"
# A child row is as visible as its case: the subquery stands behind the case's own wall.
OF_A_CASE = "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)"
OF_MY_CASE = f"EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND ({PARTIES.format('c.')}))"
UNDO = """
DROP TRIGGER begin_waiting ON cases_case;
DROP TRIGGER by_events_only ON cases_case;
DROP TRIGGER written_once ON cases_activity;
DROP TRIGGER written_once ON cases_caseevent;
DROP TRIGGER follow_event ON cases_caseevent;
DROP FUNCTION cases_begin_waiting(), cases_refuse_by_hand(), cases_refuse_change(),
  cases_follow_event();
"""


class Migration(migrations.Migration):
    """Who may read and write a case, and that it changes only by what is recorded of it."""

    dependencies = [
        ("cases", "0001_initial"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        RunSqlFile(
            SQL / "readers.sql", "DROP FUNCTION reader_is_in_network();", zone=settings.TIME_ZONE
        ),
        ForceRowLevelSecurity("cases_case", MAY_READ, writes=PARTIES.format("")),
        ForceRowLevelSecurity("cases_activity", OF_A_CASE, writes=OF_MY_CASE),
        ForceRowLevelSecurity("cases_caseevent", OF_A_CASE, writes=OF_MY_CASE),
        RunSqlFile(SQL / "recorded.sql", UNDO),
    ]
