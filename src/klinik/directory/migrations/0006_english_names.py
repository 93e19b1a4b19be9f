from django.db import migrations, models


class Migration(migrations.Migration):
    """Aspects, indicators and units have a name for English readers too."""

    dependencies = [("directory", "0005_whole_rupiah")]

    operations = [
        migrations.AddField(
            model_name="aspect",
            name="name_en",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="indicator",
            name="name_en",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="indicator",
            name="unit_en",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
