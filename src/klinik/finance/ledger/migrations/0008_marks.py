from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Accounts say where they stand on the statements, beyond their kind."""

    dependencies = [("ledger", "0007_period_walls")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="mark",
            field=models.CharField(
                blank=True,
                choices=[
                    ("member", "business with members"),
                    ("public", "business with others than members"),
                    ("other", "other income, beside the business"),
                    ("cost", "direct costs of what was sold"),
                    ("share", "share of those whose syirkah funds are managed"),
                    ("zakat", "zakat fund"),
                    ("benevolence", "benevolence fund (dana kebajikan)"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        RunSqlFile(SQL / "marks.sql", role=settings.DATABASES["default"]["USER"]),
    ]
