from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER pesantren_changes ON directory_pesantren;
DROP FUNCTION directory_pesantren_changes;
"""
# A number of santri without a day is of the day on which it was last known: today.
DATED = "UPDATE directory_pesantren SET santri_on = now()::date WHERE santri IS NOT NULL"


class Migration(migrations.Migration):
    """A pesantren with all its facts, their sources, and who looked at them."""

    dependencies = [
        ("directory", "0008_scans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                (
                    "pesantren",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="directory.pesantren",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("phone", models.CharField(blank=True, max_length=15)),
            ],
        ),
        migrations.AddField(
            model_name="pesantren",
            name="address",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="cohort_source",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="instagram",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="is_changed_since",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="latitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="longitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="marketplaces",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="nspp",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="phone",
            field=models.CharField(blank=True, max_length=15),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="pillars",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("santripreneur", "Santripreneur"),
                        ("pesantrenpreneur", "Pesantrenpreneur"),
                        ("sosiopreneur", "Sosiopreneur"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="postcode",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="santri_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="santri_source",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="sources",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="updated_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="verified_as",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="verified_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="village",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="pesantren",
            name="website",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.RunSQL(DATED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.UniqueConstraint(
                condition=models.Q(("nspp", ""), _negated=True),
                fields=("nspp",),
                name="pesantren_nspp_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("nspp__regex", "^([0-9]{12})?$")),
                name="pesantren_nspp_has_12_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("postcode__regex", "^([1-9][0-9]{4})?$")),
                name="pesantren_postcode_has_5_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="pesantren_lies_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("santri", None), ("santri__lte", 200000), _connector="OR"),
                name="pesantren_santri_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("santri", None), ("santri_on", None), ("santri_source", "")),
                    models.Q(
                        ("santri__isnull", False),
                        models.Q(
                            ("is_simulated", True), ("santri_on__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="pesantren_santri_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cohort_year", None), ("cohort_year__range", (1900, 2100)), _connector="OR"
                ),
                name="pesantren_cohort_is_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cohort_source", ""), ("cohort_year__isnull", False), _connector="OR"
                ),
                name="pesantren_cohort_source_of_a_cohort",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pillars__contained_by", ["santripreneur", "pesantrenpreneur", "sosiopreneur"])
                ),
                name="pesantren_pillars_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone__regex", "^([1-9][0-9]{7,14})?$")),
                name="pesantren_phone_can_be_called",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__regex", "^([^@\\s]+@[^@\\s]+\\.[^@\\s]+)?$")),
                name="pesantren_email_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("website__regex", "^(https?://\\S+)?$")),
                name="pesantren_website_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(("instagram__regex", "^([a-z0-9._]{1,30})?$")),
                name="pesantren_instagram_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("marketplaces__len__lte", 5),
                    django.db.models.lookups.Regex(
                        models.Func(
                            models.F("marketplaces"),
                            models.Value(" "),
                            function="array_to_string",
                            output_field=models.TextField(),
                        ),
                        "^(https://[^ ]+( https://[^ ]+)*)?$",
                    ),
                ),
                name="pesantren_marketplaces_are_https",
            ),
        ),
        migrations.AddConstraint(
            model_name="pesantren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_changed_since", False),
                        ("verified_as", ""),
                        ("verified_by", None),
                        ("verified_on", None),
                    ),
                    models.Q(
                        ("verified_by__isnull", False),
                        ("verified_on__isnull", False),
                        models.Q(("verified_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pesantren_verified_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="contact_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone__regex", "^([1-9][0-9]{7,14})?$")),
                name="contact_phone_can_be_called",
            ),
        ),
        RunSqlFile(SQL / "pesantren.sql", DROP),
    ]
