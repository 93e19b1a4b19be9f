from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import CompositeForeignKey, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
WORRIES = [
    ("owed", "more than the card could pay"),
    ("card", "the card was blocked or replaced"),
    ("stock", "more sold than the stock says"),
    ("price", "sold at another price"),
    ("good", "the good was taken out of the list"),
    ("discount", "more discount than a cashier gives alone"),
    ("clock", "the device's clock cannot be believed"),
    ("period", "its month was closed already"),
    ("shift", "its drawer was counted already"),
    ("member", "no member has the number"),
]


class Migration(migrations.Migration):
    """What comes back goes where it came from, and no more is free again than was counted."""

    dependencies = [("sales", "0009_member_purchases"), ("wallet", "0013_allow_by_parts")]

    operations = [
        migrations.AddField("sale", "counted", models.JSONField(null=True)),
        migrations.AddField(
            "saleline",
            "consignor",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shop.consignor",
            ),
        ),
        CompositeForeignKey("sales_saleline", "consignor_id", "shop_consignor"),
        migrations.AlterField("concern", "worry", models.CharField(choices=WORRIES, max_length=8)),
        migrations.RemoveConstraint("concern", "concern_known"),
        migrations.AddConstraint(
            "concern",
            models.CheckConstraint(
                condition=models.Q(worry__in=sorted(key for key, _label in WORRIES)),
                name="concern_known",
            ),
        ),
        RunSqlFile(SQL / "goods.sql", role=ROLE),
        RunSqlFile(SQL / "money.sql", role=ROLE),
        RunSqlFile(SQL / "returns.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
    ]
