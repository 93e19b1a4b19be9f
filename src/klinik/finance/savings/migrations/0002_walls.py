from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, UniqueInTenant


class Migration(migrations.Migration):
    """No other tenant's savings, and no key that points across tenants."""

    dependencies = [
        ("savings", "0001_initial"),
        ("members", "0002_walls"),
        ("ledger", "0002_guards"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        UniqueInTenant("savings_savingsproduct"),
        UniqueInTenant("savings_savingsaccount"),
        CompositeForeignKey("savings_savingsproduct", "control_id", "ledger_account"),
        CompositeForeignKey("savings_savingsaccount", "member_id", "members_member"),
        CompositeForeignKey("savings_savingsaccount", "product_id", "savings_savingsproduct"),
        CompositeForeignKey("savings_savingsaccount", "account_id", "ledger_account"),
        ForceRowLevelSecurity("savings_savingsproduct"),
        ForceRowLevelSecurity("savings_savingsaccount"),
    ]
