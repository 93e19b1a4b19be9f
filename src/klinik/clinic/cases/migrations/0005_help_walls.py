from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
# The case is looked at behind its own wall; its parties see every offer, a partner only its own.
PARTIES = (
    "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id"
    " AND (reader_belongs_to(c.pesantren_id) OR reader_in_office_of(c.pesantren_id)))"
)
OF_AN_OPEN_CASE = (
    "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.audience = 'network')"
)
OURS = "reader_helps_for(partner_id)"
UNDO = """
DROP POLICY between_parties ON cases_caseevent;
DROP POLICY helper ON cases_case;
DROP POLICY helper ON cases_caseevent;
DROP TRIGGER written_once ON cases_help;
DROP FUNCTION reader_is_helper(), reader_helps_on(bigint);
"""


class Migration(migrations.Migration):
    """A partner writes its offer of help, and after it was accepted what it said and did."""

    dependencies = [("cases", "0004_helps"), ("tenancy", "0010_partner_walls")]

    operations = [
        ForceRowLevelSecurity(
            "cases_help", f"{OURS} OR {PARTIES}", writes=f"{OURS} AND {OF_AN_OPEN_CASE}"
        ),
        RunSqlFile(SQL / "helps.sql", UNDO, zone=settings.TIME_ZONE),
    ]
