from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """No other tenant's fees, and what was confirmed goes forward."""

    dependencies = [("sharing", "0011_fees"), ("savings", "0018_fees_keep_the_minimum")]

    operations = [
        UniqueInTenant("sharing_feerun"),
        CompositeForeignKey("sharing_fee", "run_id", "sharing_feerun"),
        CompositeForeignKey("sharing_fee", "savings_id", "savings_savingsaccount"),
        ForceRowLevelSecurity("sharing_feerun"),
        ForceRowLevelSecurity("sharing_fee"),
        RunSqlFile(SQL / "fees.sql", role=settings.DATABASES["default"]["USER"]),
    ]
