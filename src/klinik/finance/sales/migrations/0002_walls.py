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
ROLE = settings.DATABASES["default"]["USER"]
KEYS = (
    ("sale", "shop_id", "shop_shop"),
    ("sale", "returns_id", "sales_sale"),
    ("sale", "drawer_id", "tills_drawer"),
    ("sale", "member_id", "members_member"),
    ("sale", "wallet_id", "wallet_wallet"),
    ("sale", "card_id", "wallet_card"),
    ("saleline", "sale_id", "sales_sale"),
    ("saleline", "good_id", "shop_good"),
    ("payment", "sale_id", "sales_sale"),
    ("payment", "account_id", "ledger_account"),
    ("concern", "sale_id", "sales_sale"),
    ("concern", "good_id", "shop_good"),
)


class Migration(migrations.Migration):
    """No other tenant's sales, and none but by the doors."""

    dependencies = [
        ("sales", "0001_initial"),
        ("shop", "0002_walls"),
        ("wallet", "0002_walls"),
        ("tills", "0010_shops"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        UniqueInTenant("sales_sale"),
        *(CompositeForeignKey(f"sales_{table}", column, to) for table, column, to in KEYS),
        *(
            ForceRowLevelSecurity(f"sales_{table}")
            for table in ("sale", "saleline", "payment", "concern", "voided")
        ),
        RunSqlFile(SQL / "goods.sql", role=ROLE),
        RunSqlFile(SQL / "money.sql", role=ROLE),
        RunSqlFile(SQL / "returns.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
    ]
