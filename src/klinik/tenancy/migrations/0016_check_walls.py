from django.db import migrations

from klinik.core.operations import EverybodyReads

READERS = "reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"


class Migration(migrations.Migration):
    """What an office asks is between it and the pesantren; that a paper was seen is public.

    Nobody changes or deletes either: there is no policy for it.
    """

    dependencies = [("tenancy", "0015_minutes_walls"), ("directory", "0012_checks")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE directory_factcheck ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY wall ON directory_factcheck FOR SELECT USING ({READERS});"
            "CREATE POLICY offices ON directory_factcheck FOR INSERT"
            " WITH CHECK (reader_in_office_of(pesantren_id));",
            "DROP POLICY wall ON directory_factcheck; DROP POLICY offices ON directory_factcheck;"
            "ALTER TABLE directory_factcheck"
            " NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
        ),
        EverybodyReads(
            "directory_papercheck",
            keepers="reader_in_office_of(pesantren_of_paper(paper_id))",
            final=True,
        ),
    ]
