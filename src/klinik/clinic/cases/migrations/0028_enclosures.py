import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Several photos or PDF may come with one event."""

    dependencies = [("cases", "0027_told_of")]

    operations = [
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="cases/%Y/%m")),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enclosures",
                        to="cases.caseevent",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
