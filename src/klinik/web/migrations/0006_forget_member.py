from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import TENANT, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
NOW = f"current_setting('klinik.erasing', true) = 'on' AND {TENANT}"


class Migration(migrations.Migration):
    """A member who left is forgotten by one function, and by nothing else."""

    dependencies = [
        ("web", "0005_own_rows_only"),
        ("savings", "0020_forgetting_walls"),
        ("tenancy", "0030_books_are_kept"),
        ("members", "0006_tie_walls"),
        ("counter", "0002_walls"),
        ("collecting", "0006_words_forgotten"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE POLICY forgetting ON {table} FOR UPDATE TO CURRENT_USER"
                f" USING ({NOW}) WITH CHECK ({NOW});",
                f"DROP POLICY forgetting ON {table};",
            )
            for table in ("members_memberevent", "members_memberconsentevent")
        ),
        RunSqlFile(
            SQL / "forget_member.sql",
            "DROP FUNCTION forget_member(bigint, bigint);"
            "DROP FUNCTION members_kept_until(bigint, date);",
            role=settings.DATABASES["default"]["USER"],
        ),
    ]
