from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    KeepHistory,
    OwnRowsOnly,
    RunSqlFile,
    UniqueInTenant,
)

ROLE = settings.DATABASES["default"]["USER"]
SQL = Path(__file__).resolve().parent.parent / "sql"
KEYS = (
    ("wallet_walletrules", "control_id", "ledger_account"),
    ("wallet_walletrules", "held_id", "ledger_account"),
    ("wallet_walletrules", "owed_id", "ledger_account"),
    ("wallet_walletrules", "fee_account_id", "ledger_account"),
    ("wallet_wallet", "member_id", "members_member"),
    ("wallet_wallet", "account_id", "ledger_account"),
    ("wallet_wallet", "owed_account_id", "ledger_account"),
    ("wallet_wallet", "held_account_id", "ledger_account"),
    ("wallet_card", "wallet_id", "wallet_wallet"),
    ("wallet_card", "replaces_id", "wallet_card"),
    ("wallet_limit", "wallet_id", "wallet_wallet"),
    ("wallet_limit", "category_id", "wallet_category"),
    ("wallet_spent", "wallet_id", "wallet_wallet"),
    ("wallet_spent", "category_id", "wallet_category"),
    ("wallet_offlineuse", "wallet_id", "wallet_wallet"),
)
WALLED = ("category", "walletrules", "wallet", "card", "limit", "spent", "offlineuse")
REMEMBERED = ("category", "card", "limit")


class Migration(migrations.Migration):
    """No other tenant's wallets; what may be spent is decided where it is posted."""

    dependencies = [
        ("wallet", "0001_initial"),
        ("members", "0006_tie_walls"),
        ("ledger", "0030_many_details"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        *(UniqueInTenant(f"wallet_{table}") for table in ("category", "wallet", "card")),
        *(CompositeForeignKey(*key) for key in KEYS),
        *(ForceRowLevelSecurity(f"wallet_{table}") for table in WALLED),
        *(KeepHistory(f"wallet_{table}", TENANT, role=ROLE) for table in REMEMBERED),
        KeepHistory("wallet_walletrules", TENANT, role=ROLE, key="koppontren_id"),
        OwnRowsOnly("wallet_wallet", "member_id = ANY ((SELECT members_own())::bigint[])"),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
        RunSqlFile(SQL / "allow.sql", role=ROLE),
    ]
