from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """No other tenant's groups, and no collection that its entries did not move."""

    dependencies = [
        ("counter", "0001_initial"),
        ("tills", "0002_walls"),
        ("savings", "0002_walls"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        UniqueInTenant("counter_group"),
        CompositeForeignKey("counter_place", "group_id", "counter_group"),
        CompositeForeignKey("counter_place", "member_id", "members_member"),
        CompositeForeignKey("counter_collection", "group_id", "counter_group"),
        CompositeForeignKey("counter_collection", "product_id", "savings_savingsproduct"),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("counter_group"),
        ForceRowLevelSecurity("counter_place"),
        ForceRowLevelSecurity("counter_collection"),
    ]
