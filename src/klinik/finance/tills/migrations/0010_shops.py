from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A shop's till is a drawer of its own kind, and the next cashier may send what it sold."""

    dependencies = [
        ("ledger", "0030_many_details"),
        ("tenancy", "0031_terms_within_bounds"),
        ("tills", "0009_renamed_and_reopened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="drawer",
            name="drawer_kind_known",
        ),
        migrations.AlterField(
            model_name="drawer",
            name="kind",
            field=models.CharField(
                choices=[
                    ("till", "drawer"),
                    ("safe", "safe"),
                    ("bag", "collector's bag"),
                    ("shop", "shop's till"),
                ],
                max_length=4,
            ),
        ),
        migrations.AlterField(
            model_name="shift",
            name="kind",
            field=models.CharField(
                choices=[
                    ("till", "drawer"),
                    ("safe", "safe"),
                    ("bag", "collector's bag"),
                    ("shop", "shop's till"),
                ],
                max_length=4,
            ),
        ),
        migrations.AddConstraint(
            model_name="drawer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["bag", "safe", "shop", "till"])),
                name="drawer_kind_known",
            ),
        ),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
    ]
