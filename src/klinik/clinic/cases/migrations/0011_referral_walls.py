from pathlib import Path

from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTIES = (
    "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id"
    " AND reader_is_party(c.pesantren_id, c.audience, c.readers))"
)
# The office that asks: a referral leaves a case for named people as little as it is shown elsewhere.
OFFICE = (
    "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.audience <> 'named'"
    " AND (partner_id IS NULL OR c.audience = 'network') AND reader_in_office_of(c.pesantren_id))"
)
UNDO = """
DROP POLICY referral_of_case ON cases_caseevent;
DROP POLICY between_referred ON cases_caseevent;
DROP POLICY referred ON cases_caseevent;
DROP TRIGGER written_once ON cases_referral;
"""


class Migration(migrations.Migration):
    """A referral is between who asks, who is asked, and the pesantren."""

    dependencies = [("cases", "0010_referrals_and_clocks"), ("tenancy", "0010_partner_walls")]

    operations = [
        ForceRowLevelSecurity(
            "cases_referral", f"reader_helps_for(partner_id) OR {PARTIES}", writes=OFFICE
        ),
        RunSqlFile(SQL / "referrals.sql", UNDO),
    ]
