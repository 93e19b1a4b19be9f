from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A reading is put right by one that replaces it, and checked by an office."""

    dependencies = [
        ("directory", "0021_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reading",
            name="reading_value_in_range",
        ),
        migrations.AddField(
            model_name="reading",
            name="checked_as",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="reading",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="directory.reading",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="request_id",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__gte", -1000000000000000), ("value__lte", 1000000000000000)
                ),
                name="reading_value_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_as", ""), ("checked_at", None), ("checked_by", None)),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                        models.Q(("checked_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reading_checked_by_an_office",
            ),
        ),
        RunSqlFile(SQL / "readings_put_right.sql", zone=settings.TIME_ZONE),
    ]
