from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity

OVER = "asked_at < now() - interval '8 days'"


class Migration(migrations.Migration):
    """Nobody but its person sees a copy; one that is over is shown to whoever deletes it."""

    dependencies = [("people", "0008_own_copies")]

    operations = [
        ForceRowLevelSecurity(
            "people_owncopy", f"person_id = current_setting('klinik.reader')::bigint OR {OVER}"
        ),
    ]
