from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What keeps money in an account is refused by PostgreSQL; terms and events are only added."""

    dependencies = [("savings", "0005_products"), ("core", "0001_default_privileges")]

    operations = [
        CompositeForeignKey("savings_savingsproduct", "fee_account_id", "ledger_account"),
        CompositeForeignKey("savings_productterms", "product_id", "savings_savingsproduct"),
        CompositeForeignKey("savings_savingsevent", "product_id", "savings_savingsproduct"),
        CompositeForeignKey("savings_savingsevent", "savings_id", "savings_savingsaccount"),
        ForceRowLevelSecurity("savings_productterms"),
        ForceRowLevelSecurity("savings_savingsevent"),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
    ]
