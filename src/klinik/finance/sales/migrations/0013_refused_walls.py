from django.conf import settings
from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """What was refused is its koppontren's; what the device sent and a settled row stay."""

    dependencies = [("sales", "0012_refused"), ("core", "0001_default_privileges")]

    operations = [
        ForceRowLevelSecurity("sales_refused"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON sales_refused FROM "{ROLE}";'
            "GRANT UPDATE (code, why, sent_by_id, entry_number, is_given_up, settled_at,"
            f' settled_by_id, how) ON sales_refused TO "{ROLE}"',
            f'GRANT UPDATE, DELETE ON sales_refused TO "{ROLE}"',
        ),
    ]
