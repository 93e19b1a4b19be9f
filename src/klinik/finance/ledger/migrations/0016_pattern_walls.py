from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity, UniqueInTenant

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """No other tenant's patterns; a day that waited stays known, so that it waits once."""

    dependencies = [("ledger", "0015_patterns"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("ledger_pattern"),
        CompositeForeignKey("ledger_due", "pattern_id", "ledger_pattern"),
        ForceRowLevelSecurity("ledger_pattern"),
        ForceRowLevelSecurity("ledger_due"),
        migrations.RunSQL(
            f'REVOKE DELETE, TRUNCATE ON ledger_pattern, ledger_due FROM "{ROLE}";',
            f'GRANT DELETE ON ledger_pattern, ledger_due TO "{ROLE}";',
        ),
    ]
