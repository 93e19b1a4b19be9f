from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity


class Migration(migrations.Migration):
    """Who wants to leave is nobody else's business; what is due is shown to whoever does it."""

    dependencies = [("people", "0010_erasure")]

    operations = [
        ForceRowLevelSecurity(
            "people_erasure",
            "person_id = current_setting('klinik.reader')::bigint OR due_at <= now()",
        ),
    ]
