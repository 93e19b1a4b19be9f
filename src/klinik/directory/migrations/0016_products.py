from pathlib import Path
from typing import Any

import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
SECTORS = (
    ("makanan", "Makanan", "Food"),
    ("minuman", "Minuman", "Drinks"),
    ("peternakan", "Peternakan", "Livestock"),
    ("perikanan", "Perikanan", "Fishery"),
    ("pertanian", "Pertanian", "Farming"),
    ("fashion", "Fashion", "Fashion"),
    ("perdagangan", "Perdagangan", "Trade"),
    ("kerajinan", "Kerajinan", "Crafts"),
    ("jasa", "Jasa", "Services"),
)


def begin_with_sectors(apps: Any, schema_editor: Any) -> None:
    """The nine that programmes of pesantren use, and whatever products name besides."""
    owner = schema_editor.connection.alias
    sectors = apps.get_model("directory", "Sector").objects.using(owner)
    products = apps.get_model("directory", "Product").objects.using(owner)
    for order, (code, name, name_en) in enumerate(SECTORS, start=1):
        sectors.create(code=code, name=name, name_en=name_en, order=order)
    known = {code for code, _name, _name_en in SECTORS}
    used = products.exclude(sector__in=known).values_list("sector", flat=True).distinct()
    for code in sorted(used.order_by()):
        sectors.create(code=code, name=code.capitalize(), order=len(SECTORS) + 1)


class Migration(migrations.Migration):
    """Products in full: sectors as a dated table, a description, photos, off the shelf."""

    dependencies = [
        ("directory", "0015_search_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="description",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="product",
            name="request_id",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="product",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=60)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateField(default=django.utils.timezone.localdate)),
                ("retired_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["order", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("code", ""), _negated=True),
                        ),
                        name="sector_has_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("large", models.FileField(upload_to="photos")),
                ("small", models.FileField(upload_to="photos")),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("alt", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField()),
                ("request_id", models.UUIDField(unique=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="directory.product",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("product", "order"),
                        name="product_photo_in_its_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 6)),
                        name="product_has_at_most_six_photos",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True),
                        name="product_photo_is_described",
                    ),
                ],
            },
        ),
        migrations.RunPython(begin_with_sectors, migrations.RunPython.noop),
        RunSqlFile(SQL / "on_offer.sql"),
    ]
