from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """When work was last done is its koppontren's."""

    dependencies = [("wallet", "0009_standing_by_clock"), ("core", "0001_default_privileges")]

    operations = [
        ForceRowLevelSecurity("wallet_round"),
        migrations.RunSQL(
            f'REVOKE DELETE, TRUNCATE ON wallet_round FROM "{ROLE}"',
            f'GRANT DELETE ON wallet_round TO "{ROLE}"',
        ),
    ]
