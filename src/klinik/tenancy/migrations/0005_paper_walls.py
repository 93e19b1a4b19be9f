from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP FUNCTION reader_speaks_for(bigint);
DROP FUNCTION pesantren_of_paper(bigint);
"""
OWNER = "(SELECT pesantren_id FROM directory_product WHERE id = product_id)"
OF_SCAN = "pesantren_of_paper(paper_id)"


class Migration(migrations.Migration):
    """Kind, number and date of a legality paper are public, its scan is not; both are its own's."""

    dependencies = [("tenancy", "0004_invitation_walls"), ("directory", "0007_papers")]

    operations = [
        RunSqlFile(SQL / "papers.sql", DROP, zone=settings.TIME_ZONE),
        ForceRowLevelSecurity("directory_paper", "true", writes=f"reader_speaks_for({OWNER})"),
        ForceRowLevelSecurity(
            "directory_paperfile",
            f"reader_belongs_to({OF_SCAN}) OR reader_in_office_of({OF_SCAN})",
            writes=f"reader_speaks_for({OF_SCAN})",
        ),
    ]
