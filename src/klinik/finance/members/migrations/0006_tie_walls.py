from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    NOT_AS_OWN,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    OwnRowsOnly,
    RunSqlFile,
)

SQL = Path(__file__).parents[1] / "sql"
# Of the koppontren; of the person who is tied; and of whoever came with the link (`klinik.tie` is
# the number inside it, checked by its signature before).
WALL = f"""
(koppontren_id = nullif(current_setting('klinik.koppontren', true), '')::bigint AND {NOT_AS_OWN})
OR person_id = current_setting('klinik.reader')::bigint
OR id = nullif(current_setting('klinik.tie', true), '')::bigint
"""
MINE = "ANY ((SELECT members_own())::bigint[])"


class Migration(migrations.Migration):
    """A member who reads their own sees own rows alone, and PostgreSQL says which these are."""

    dependencies = [("members", "0005_tie"), ("core", "0001_default_privileges")]

    operations = [
        CompositeForeignKey("members_membertie", "member_id", "members_member"),
        ForceRowLevelSecurity("members_membertie", WALL),
        RunSqlFile(SQL / "own.sql", role=settings.DATABASES["default"]["USER"]),
        OwnRowsOnly("members_membertie", "person_id = current_setting('klinik.reader')::bigint"),
        OwnRowsOnly("members_member", f"id = {MINE}"),
        OwnRowsOnly("members_memberconsent", f"member_id = {MINE}"),
    ]
