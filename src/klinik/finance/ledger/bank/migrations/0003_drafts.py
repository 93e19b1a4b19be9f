from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What is booked above the limit waits with its mutation, and nothing else is done with it."""

    dependencies = [("bank", "0002_walls"), ("ledger", "0011_second_person_walls")]

    operations = [
        migrations.AddField(
            model_name="bankmutation",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.draft",
            ),
        ),
        CompositeForeignKey("bank_bankmutation", "draft_id", "ledger_draft"),
        RunSqlFile(SQL / "guards.sql"),
    ]
