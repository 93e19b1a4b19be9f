from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, UniqueInTenant


class Migration(migrations.Migration):
    """No other tenant's members, and a key that children may point to."""

    dependencies = [("members", "0001_initial"), ("core", "0001_default_privileges")]

    operations = [
        UniqueInTenant("members_member"),
        ForceRowLevelSecurity("members_register"),
        ForceRowLevelSecurity("members_member"),
    ]
