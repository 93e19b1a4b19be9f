from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import BEHIND_WALLS, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
# Until now it was found by its name, the first of a unit by code: these stay what they were.
# Nobody changed the chart by this, so its history says nothing of it.
KNOWN = """
ALTER TABLE ledger_account DISABLE TRIGGER noted;
UPDATE ledger_account SET mark = 'result' WHERE id IN (
    SELECT DISTINCT ON (koppontren_id, unit_id) id FROM ledger_account
     WHERE kind = 'equity' AND NOT closed AND NOT is_control
       AND parent_id IS NULL AND other_unit_id IS NULL
       AND ((code LIKE '321%' AND name ILIKE '%shu%') OR name ILIKE '%belum dibagi%')
     ORDER BY koppontren_id, unit_id, code);
ALTER TABLE ledger_account ENABLE TRIGGER noted
"""


class Migration(migrations.Migration):
    """The account that takes a year's results says so itself, whatever it is called."""

    dependencies = [("ledger", "0025_activities")]

    operations = [
        migrations.AlterField(
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
                    ("result", "results not shared out (SHU belum dibagi)"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        RunSqlFile(SQL / "marks.sql", role=settings.DATABASES["default"]["USER"]),
        migrations.RunSQL(
            BEHIND_WALLS.format(table="ledger_account", to="ledger_account", statement=KNOWN),
            migrations.RunSQL.noop,
        ),
    ]
