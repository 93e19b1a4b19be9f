from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER keep_name_key ON directory_searchentry;
DROP FUNCTION directory_keep_name_key(), directory_name_key(text, text), directory_today(bigint);
"""


class Migration(migrations.Migration):
    """Records that were one pesantren, pairs that only look so, and how names are compared."""

    dependencies = [
        ("directory", "0020_indicators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gone", models.BigIntegerField(unique=True)),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("facts", models.JSONField()),
                ("taken", models.JSONField()),
                ("moved", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by_office", models.CharField(max_length=100)),
                ("request_id", models.UUIDField(unique=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="NotTwins",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_office", models.CharField(max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name="searchentry",
            name="name_key",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["name_key"], name="search_entry_name_key"),
        ),
        migrations.AddField(
            model_name="merger",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mergers",
                to="directory.pesantren",
            ),
        ),
        migrations.AddField(
            model_name="nottwins",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="nottwins",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.pesantren",
            ),
        ),
        migrations.AddField(
            model_name="nottwins",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.pesantren",
            ),
        ),
        migrations.AddConstraint(
            model_name="nottwins",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("one", "other"),
                django.db.models.functions.comparison.Greatest("one", "other"),
                name="nottwins_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="nottwins",
            constraint=models.CheckConstraint(
                condition=models.Q(("one", models.F("other")), _negated=True),
                name="nottwins_are_two",
            ),
        ),
        RunSqlFile(SQL / "merging.sql", DROP),
    ]
