from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Where a fee goes is kept with the fee: of those of before, as their entries say."""

    dependencies = [("sharing", "0016_fees_kept_back"), ("ledger", "0030_many_details")]

    operations = [
        migrations.AddField(
            model_name="fee",
            name="income",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.account",
            ),
        ),
        RunSqlFile(SQL / "fee_income.sql"),
        CompositeForeignKey("sharing_fee", "income_id", "ledger_account"),
        RunSqlFile(SQL / "fees.sql", role=settings.DATABASES["default"]["USER"]),
    ]
