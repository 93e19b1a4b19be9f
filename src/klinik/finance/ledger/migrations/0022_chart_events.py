import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Changes of the chart leave rows."""

    dependencies = [
        ("ledger", "0021_seen_papers"),
        ("tenancy", "0028_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChartEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("mark", "On the statements"),
                            ("cash_flow", "On the cash flow statement"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=100)),
                ("after", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "koppontren",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.koppontren",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.unit",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_chart_event",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["koppontren", "account"], name="chart_event_of_account")
                ],
            },
        ),
    ]
