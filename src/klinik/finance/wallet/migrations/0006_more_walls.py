from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    UniqueInTenant,
)

ROLE = settings.DATABASES["default"]["USER"]
KEYS = (
    ("wallet_hold", "wallet_id", "wallet_wallet"),
    ("wallet_hold", "category_id", "wallet_category"),
    ("wallet_feeorder", "account_id", "ledger_account"),
    ("wallet_feepayer", "order_id", "wallet_feeorder"),
    ("wallet_feepayer", "wallet_id", "wallet_wallet"),
    ("wallet_feetaken", "order_id", "wallet_feeorder"),
    ("wallet_feetaken", "wallet_id", "wallet_wallet"),
)
WALLED = ("hold", "batch", "feeorder", "feepayer", "feetaken")
# What was captured, released or has expired is over; what a batch said stays.
ENDED = """
CREATE OR REPLACE FUNCTION wallet_check_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'held'
        OR (NEW.id, NEW.koppontren_id, NEW.wallet_id, NEW.amount, NEW.on_date, NEW.request_id)
            IS DISTINCT FROM
           (OLD.id, OLD.koppontren_id, OLD.wallet_id, OLD.amount, OLD.on_date, OLD.request_id) THEN
        RAISE EXCEPTION 'wallet: hold % ends once', OLD.id USING ERRCODE = '23W13';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE ON wallet_hold
    FOR EACH ROW EXECUTE FUNCTION wallet_check_hold();
REVOKE ALL ON FUNCTION wallet_check_hold FROM PUBLIC;
REVOKE UPDATE ON wallet_batch FROM "{role}";
REVOKE DELETE, TRUNCATE ON wallet_hold, wallet_batch, wallet_feeorder, wallet_feetaken FROM "{role}";
"""


class Migration(migrations.Migration):
    """No other tenant's orders, batches and fees; a hold ends once."""

    dependencies = [
        ("wallet", "0005_holds_batches_fees"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        UniqueInTenant("wallet_feeorder"),
        *(CompositeForeignKey(*key) for key in KEYS),
        migrations.RunSQL(
            BEHIND_WALLS.format(
                table="wallet_feetaken",
                to="ledger_entry",
                statement="ALTER TABLE wallet_feetaken ADD CONSTRAINT wallet_feetaken_of_entry"
                " FOREIGN KEY (koppontren_id, entry_number)"
                " REFERENCES ledger_entry (koppontren_id, number)",
            ),
            "ALTER TABLE wallet_feetaken DROP CONSTRAINT wallet_feetaken_of_entry",
        ),
        *(ForceRowLevelSecurity(f"wallet_{table}") for table in WALLED),
        migrations.RunSQL(ENDED.replace("{role}", ROLE), migrations.RunSQL.noop),
    ]
