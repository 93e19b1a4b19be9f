from django.db import migrations


class Migration(migrations.Migration):
    """Whoever took an invitation up may read it again; nothing else changes."""

    dependencies = [("tenancy", "0022_supervisors_read_roles")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY own ON tenancy_invitation FOR SELECT"
            " USING (accepted_by_id = NULLIF(current_setting('klinik.reader', true), '')::bigint);",
            "DROP POLICY own ON tenancy_invitation;",
        ),
    ]
