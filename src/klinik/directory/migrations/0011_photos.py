import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The photo on top of a pesantren's page, in two sizes."""

    dependencies = [("directory", "0010_partners")]

    operations = [
        migrations.CreateModel(
            name="Cover",
            fields=[
                ("large", models.FileField(upload_to="photos")),
                ("small", models.FileField(upload_to="photos")),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("alt", models.CharField(max_length=200)),
                (
                    "pesantren",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="cover",
                        serialize=False,
                        to="directory.pesantren",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="cover_is_described"
                    )
                ],
            },
        ),
    ]
