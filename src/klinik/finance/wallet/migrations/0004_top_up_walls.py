from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    KeepHistory,
    OwnRowsOnly,
    UniqueInTenant,
)

ROLE = settings.DATABASES["default"]["USER"]
KEYS = (
    ("wallet_topupways", "bank_id", "bank_bankaccount"),
    ("wallet_topupways", "qris_account_id", "ledger_account"),
    ("wallet_topup", "wallet_id", "wallet_wallet"),
    ("wallet_notice", "acquirer_id", "wallet_acquirer"),
    ("wallet_notice", "top_up_id", "wallet_topup"),
)
# Of the koppontren; and of whoever came with its number, whose signature is looked at next.
BY_NUMBER = f"{TENANT} OR number = nullif(current_setting('klinik.acquirer', true), '')::uuid"
ENTRIES = ("wallet_topup", "wallet_notice")


class Migration(migrations.Migration):
    """No other tenant's top-ups; an acquirer is found by its number alone."""

    dependencies = [
        ("wallet", "0003_top_ups"),
        ("bank", "0004_reconciled"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        *(UniqueInTenant(f"wallet_{table}") for table in ("topup", "acquirer")),
        *(CompositeForeignKey(*key) for key in KEYS),
        *(
            migrations.RunSQL(
                BEHIND_WALLS.format(
                    table=table,
                    to="ledger_entry",
                    statement=f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_entry FOREIGN KEY"
                    " (koppontren_id, entry_number)"
                    " REFERENCES ledger_entry (koppontren_id, number)",
                ),
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_entry",
            )
            for table in ENTRIES
        ),
        *(ForceRowLevelSecurity(f"wallet_{table}") for table in ("topupways", "topup", "notice")),
        ForceRowLevelSecurity("wallet_acquirer", BY_NUMBER, writes=TENANT),
        OwnRowsOnly("wallet_acquirer", "false"),
        KeepHistory("wallet_topupways", TENANT, role=ROLE, key="koppontren_id"),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON wallet_topup, wallet_acquirer, wallet_notice,"
            f' wallet_topupways FROM "{ROLE}"',
            f"GRANT DELETE ON wallet_topup, wallet_acquirer, wallet_notice, wallet_topupways"
            f' TO "{ROLE}"',
        ),
    ]
