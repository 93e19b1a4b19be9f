import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0009_pesantren_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "Government"),
                            ("academia", "Academia"),
                            ("business", "Business"),
                            ("media", "Media"),
                            ("community", "Community"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_lender",
                    models.BooleanField(default=False, verbose_name="financial institution"),
                ),
                ("about", models.TextField(blank=True, verbose_name="about")),
                ("website", models.URLField(blank=True, max_length=300, verbose_name="website")),
                (
                    "contact",
                    models.CharField(blank=True, max_length=200, verbose_name="public contact"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="simulated")),
                (
                    "verified_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="verified"),
                ),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "Training"),
                            ("mentoring", "Mentoring"),
                            ("market", "Market"),
                            ("finance", "Finance"),
                            ("certification", "Certification"),
                            ("equipment", "Equipment"),
                            ("publicity", "Publicity"),
                            ("other", "Something else"),
                        ],
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("request_id", models.UUIDField(unique=True)),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="offers", to="directory.aspect"
                    ),
                ),
                (
                    "regions",
                    models.ManyToManyField(
                        blank=True, related_name="offers", to="directory.region"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="directory.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_simulated", True), models.Q(("source", ""), _negated=True), _connector="OR"
                ),
                name="partner_sourced_or_simulated",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_lender", False), ("kind", "business"), _connector="OR"),
                name="partner_lends_as_a_business",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at", None), ("verified_by", None)),
                    models.Q(("verified_at__isnull", False), ("verified_by__isnull", False)),
                    _connector="OR",
                ),
                name="partner_verified_by_somebody",
            ),
        ),
    ]
