import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Periods are closed by one, and opened again by two; each step is a row that stays."""

    dependencies = [
        ("ledger", "0005_value_date"),
        ("tenancy", "0028_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("request_id", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("closed", "Closed"),
                            ("asked", "Reopening asked for"),
                            ("reopened", "Reopened"),
                            ("kept", "Kept closed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("through", models.DateField()),
                ("before", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.periodevent",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
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
            ],
            options={
                "db_table": "ledger_period_event",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("koppontren", "request_id"), name="period_request_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answers__isnull", False)),
                        fields=("koppontren", "answers"),
                        name="period_answered_once",
                    ),
                ],
            },
        ),
    ]
