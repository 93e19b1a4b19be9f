from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
WALLED = (
    "core_import",
    "core_job",
    "directory_contactperson",
    "directory_contactpersonevent",
    "directory_factcheck",
    "directory_partner",
    "directory_partnerevent",
    "directory_pesantrenevent",
    "people_erasure",
    "people_notification",
    "people_owncopy",
    "tenancy_apitoken",
    "tenancy_invitation",
    "tenancy_invitationevent",
    "tenancy_koppontrenevent",
    "tenancy_proposal",
)
NOW = "current_setting('klinik.erasing', true) = 'on'"


class Migration(migrations.Migration):
    """A person can be erased by one function, and by nothing else."""

    dependencies = [
        ("people", "0011_erasure_walls"),
        ("tenancy", "0024_erasure"),
        ("cases", "0005_help_walls"),
        ("core", "0005_import_walls"),
        ("directory", "0019_product_made_in"),
        ("axes", "0010_accessattemptexpiration"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE POLICY erasing ON {table} TO CURRENT_USER"
                f" USING ({NOW}) WITH CHECK ({NOW});",
                f"DROP POLICY erasing ON {table};",
            )
            for table in WALLED
        ),
        RunSqlFile(
            SQL / "erase_person.sql",
            "DROP FUNCTION erase_person(bigint); DROP FUNCTION is_last_to_invite(bigint);"
            "DROP FUNCTION erased_from(jsonb, bigint, text[], text);",
            role=settings.DATABASES["default"]["USER"],
            zone=settings.TIME_ZONE,
        ),
    ]
