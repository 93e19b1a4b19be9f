from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity


class Migration(migrations.Migration):
    """Nobody but its owner sees a job."""

    dependencies = [("core", "0002_job")]

    operations = [
        ForceRowLevelSecurity("core_job", "owner_id = current_setting('klinik.reader')::bigint"),
    ]
