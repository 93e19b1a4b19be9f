from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, UniqueInTenant

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """No other tenant's passbooks; what was printed stays, and after one print comes one other."""

    dependencies = [("savings", "0010_passbook"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("savings_passbookprint"),
        CompositeForeignKey("savings_passbookprint", "savings_id", "savings_savingsaccount"),
        CompositeForeignKey("savings_passbookprint", "after_id", "savings_passbookprint"),
        CompositeForeignKey("savings_passbooklayout", "product_id", "savings_savingsproduct"),
        ForceRowLevelSecurity("savings_passbookprint"),
        ForceRowLevelSecurity("savings_passbooklayout"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON savings_passbookprint FROM "{ROLE}";',
            f'GRANT UPDATE, DELETE ON savings_passbookprint TO "{ROLE}";',
        ),
    ]
