from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    KeepHistory,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
POINTED_TO = (
    *("shop", "supplier", "consignor", "good", "purchase", "purchaseline", "purchasereturn"),
    "stockcount",
)
TABLES = (
    *POINTED_TO,
    *("barcode", "move", "returnline", "supplierpayment", "settlement", "countline"),
)
ACCOUNTS = (
    *("stock", "cost", "income", "discounts", "payable", "qris", "difference", "consigned"),
    "capital",
)
KEYS = (
    ("shop", "unit_id", "ledger_unit"),
    *(("shop", f"{account}_id", "ledger_account") for account in ACCOUNTS),
    ("supplier", "shop_id", "shop_shop"),
    ("consignor", "shop_id", "shop_shop"),
    ("consignor", "member_id", "members_member"),
    ("consignor", "account_id", "ledger_account"),
    ("good", "shop_id", "shop_shop"),
    ("good", "category_id", "wallet_category"),
    ("good", "consignor_id", "shop_consignor"),
    ("barcode", "shop_id", "shop_shop"),
    ("barcode", "good_id", "shop_good"),
    ("move", "good_id", "shop_good"),
    ("purchase", "shop_id", "shop_shop"),
    ("purchase", "supplier_id", "shop_supplier"),
    ("purchase", "paid_from_id", "ledger_account"),
    ("purchaseline", "purchase_id", "shop_purchase"),
    ("purchaseline", "good_id", "shop_good"),
    ("purchasereturn", "purchase_id", "shop_purchase"),
    ("purchasereturn", "paid_to_id", "ledger_account"),
    ("returnline", "given_back_id", "shop_purchasereturn"),
    ("returnline", "line_id", "shop_purchaseline"),
    ("supplierpayment", "supplier_id", "shop_supplier"),
    ("supplierpayment", "paid_from_id", "ledger_account"),
    ("settlement", "consignor_id", "shop_consignor"),
    ("settlement", "paid_from_id", "ledger_account"),
    ("stockcount", "shop_id", "shop_shop"),
    ("stockcount", "category_id", "wallet_category"),
    ("countline", "count_id", "shop_stockcount"),
    ("countline", "good_id", "shop_good"),
)
OF_ENTRIES = ("move", "purchase", "purchasereturn", "supplierpayment", "settlement", "stockcount")


def of_entry(table: str) -> migrations.RunSQL:
    """A key to an entry of the same book."""
    name = f"shop_{table}_entry_of_book"
    statement = (
        f"ALTER TABLE shop_{table} ADD CONSTRAINT {name} FOREIGN KEY (koppontren_id, entry_number)"
        " REFERENCES ledger_entry (koppontren_id, number)"
    )
    return migrations.RunSQL(
        BEHIND_WALLS.format(table=f"shop_{table}", to="ledger_entry", statement=statement),
        f"ALTER TABLE shop_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    """No other tenant's goods; how much there is changes by functions, with an entry worth it."""

    dependencies = [
        ("shop", "0001_initial"),
        ("ledger", "0030_many_details"),
        ("wallet", "0002_walls"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        *[UniqueInTenant(f"shop_{table}") for table in POINTED_TO],
        *[CompositeForeignKey(f"shop_{table}", column, to) for table, column, to in KEYS],
        *[of_entry(table) for table in OF_ENTRIES],
        *[ForceRowLevelSecurity(f"shop_{table}") for table in TABLES],
        RunSqlFile(SQL / "average.sql", role=ROLE),
        RunSqlFile(SQL / "moves.sql", role=ROLE),
        RunSqlFile(SQL / "documents.sql", role=ROLE),
        *[KeepHistory(f"shop_{table}", TENANT, role=ROLE) for table in ("supplier", "consignor")],
        KeepHistory("shop_good", TENANT, role=ROLE),
    ]
