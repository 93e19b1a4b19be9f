from django.conf import settings
from django.db import migrations

from klinik.core.operations import CompositeForeignKey, ForceRowLevelSecurity

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """Who was there is its koppontren's, and stays as it was noted."""

    dependencies = [("wallet", "0007_scans"), ("core", "0001_default_privileges")]

    operations = [
        CompositeForeignKey("wallet_scan", "card_id", "wallet_card"),
        ForceRowLevelSecurity("wallet_scan"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON wallet_scan FROM "{ROLE}"',
            f'GRANT UPDATE, DELETE ON wallet_scan TO "{ROLE}"',
        ),
    ]
