from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER paper_is_final ON directory_paper;
DROP FUNCTION directory_paper_is_final;
"""


class Migration(migrations.Migration):
    """Legality papers of products, and what a product costs and how much of it is made."""

    dependencies = [
        ("directory", "0006_english_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nib", "NIB"),
                            ("pirt", "PIRT"),
                            ("bpom", "BPOM"),
                            ("halal", "Halal"),
                            ("merek", "Trade mark"),
                            ("sni", "SNI"),
                            ("haccp", "HACCP"),
                        ],
                        max_length=5,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("request_id", models.UUIDField(unique=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                ("is_simulated", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["kind", "id"],
            },
        ),
        migrations.AddField(
            model_name="product",
            name="capacity",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="capacity_period",
            field=models.CharField(
                blank=True,
                choices=[
                    ("day", "per day"),
                    ("week", "per week"),
                    ("month", "per month"),
                    ("year", "per year"),
                ],
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="capacity_unit",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="product",
            name="price",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="price_unit",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity", None),
                    models.Q(
                        models.Q(("capacity_unit", ""), _negated=True),
                        models.Q(("capacity_period", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="product_capacity_has_unit_and_period",
            ),
        ),
        migrations.CreateModel(
            name="PaperFile",
            fields=[
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="scan",
                        serialize=False,
                        to="directory.paper",
                    ),
                ),
                ("file", models.FileField(upload_to="papers/%Y/%m")),
            ],
        ),
        migrations.AddField(
            model_name="paper",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="directory.product",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)),
                fields=("product", "kind"),
                name="paper_of_a_kind_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="paper_has_number"
            ),
        ),
        RunSqlFile(SQL / "papers.sql", DROP),
    ]
