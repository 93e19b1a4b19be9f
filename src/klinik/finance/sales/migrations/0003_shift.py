from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """A sale says in which shift it was made: reckoned by moments, one on the edge was of none."""

    dependencies = [("sales", "0002_walls"), ("tills", "0010_shops")]

    operations = [
        migrations.AddField(
            "sale",
            "shift",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tills.shift",
            ),
        ),
        CompositeForeignKey("sales_sale", "shift_id", "tills_shift"),
        RunSqlFile(SQL / "money.sql", role=ROLE),
        RunSqlFile(SQL / "returns.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
    ]
