from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, UniqueInTenant

ONLY_GROWS = 'REVOKE UPDATE, DELETE, TRUNCATE ON statements_notes FROM "{role}"'


class Migration(migrations.Migration):
    """No other tenant's notes, and no version that is changed after it was kept."""

    dependencies = [("statements", "0001_notes"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("statements_notes"),
        ForceRowLevelSecurity("statements_notes"),
        migrations.RunSQL(
            ONLY_GROWS.format(role=settings.DATABASES["default"]["USER"]), migrations.RunSQL.noop
        ),
    ]
