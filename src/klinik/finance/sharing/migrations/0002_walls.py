from datetime import date
from pathlib import Path

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"


def what_the_law_says(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("sharing", "TaxRule").objects.create(
        from_on=date(2009, 1, 1),
        free_through=240_000,
        points=1_000,
        source="PP 15/2009 dan PMK 112/PMK.03/2010: sampai Rp240.000 sebulan 0 %, "
        "di atasnya 10 % dari seluruhnya",
    )


class Migration(migrations.Migration):
    """No other tenant's shares, what was confirmed stays, and what the law says of their tax."""

    dependencies = [
        ("sharing", "0001_initial"),
        ("savings", "0006_product_walls"),
        ("ledger", "0002_guards"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        migrations.RunPython(what_the_law_says, migrations.RunPython.noop),
        UniqueInTenant("sharing_pool"),
        UniqueInTenant("sharing_sharerun"),
        CompositeForeignKey("sharing_pool", "unit_id", "ledger_unit"),
        CompositeForeignKey("sharing_pool", "expense_id", "ledger_account"),
        CompositeForeignKey("sharing_pool", "tax_id", "ledger_account"),
        CompositeForeignKey("sharing_poolincome", "pool_id", "sharing_pool"),
        CompositeForeignKey("sharing_poolincome", "account_id", "ledger_account"),
        CompositeForeignKey("sharing_sharerun", "pool_id", "sharing_pool"),
        CompositeForeignKey("sharing_share", "run_id", "sharing_sharerun"),
        CompositeForeignKey("sharing_share", "savings_id", "savings_savingsaccount"),
        ForceRowLevelSecurity("sharing_pool"),
        ForceRowLevelSecurity("sharing_poolincome"),
        ForceRowLevelSecurity("sharing_sharerun"),
        ForceRowLevelSecurity("sharing_share"),
        RunSqlFile(SQL / "divide.sql", role=settings.DATABASES["default"]["USER"]),
    ]
