from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The ends of chains are written down night by night, by one function, and stay."""

    dependencies = [
        ("ledger", "0013_attachment_walls"),
        ("tenancy", "0028_merging"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "koppontren_id",
                        "on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField(db_column="on_date")),
                ("number", models.BigIntegerField()),
                ("link", models.BinaryField()),
                ("entries", models.BigIntegerField()),
                ("differences", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "koppontren",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tenancy.koppontren",
                    ),
                ),
            ],
            options={"db_table": "ledger_chain_head", "ordering": ["-on"]},
        ),
        RunSqlFile(SQL / "proof.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("ledger_chain_head"),
    ]
