from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity


class Migration(migrations.Migration):
    """Nobody but its owner sees a table on its way in."""

    dependencies = [("core", "0004_imports")]

    operations = [
        ForceRowLevelSecurity("core_import", "owner_id = current_setting('klinik.reader')::bigint"),
    ]
