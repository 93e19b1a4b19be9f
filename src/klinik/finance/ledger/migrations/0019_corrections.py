from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import BEHIND_WALLS, ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
OF_ENTRY = """
ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_of_entry
  FOREIGN KEY (koppontren_id, {column}) REFERENCES ledger_entry (koppontren_id, number)"""


def of_entry(table: str, column: str) -> migrations.RunSQL:
    """The number in this column is that of an entry of the same book."""
    statement = OF_ENTRY.format(table=table, column=column)
    return migrations.RunSQL(
        BEHIND_WALLS.format(table=table, to="ledger_entry", statement=statement),
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_of_entry",
    )


class Migration(migrations.Migration):
    """What puts an earlier entry right points to it; a draft says so already."""

    dependencies = [
        ("ledger", "0018_book_year"),
        ("tenancy", "0028_merging"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "koppontren_id",
                        "entry_number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("entry_number", models.BigIntegerField()),
                ("corrects", models.BigIntegerField()),
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
            options={
                "indexes": [
                    models.Index(fields=["koppontren", "corrects"], name="correction_by_corrected")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__lt", django.db.models.expressions.F("entry_number"))
                        ),
                        name="correction_of_an_earlier_one",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="corrects",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        of_entry("ledger_correction", "entry_number"),
        of_entry("ledger_correction", "corrects"),
        of_entry("ledger_draft", "corrects"),
        RunSqlFile(SQL / "corrections.sql", role=settings.DATABASES["default"]["USER"]),
        ForceRowLevelSecurity("ledger_correction"),
    ]
