from django.db import migrations, models


class Migration(migrations.Migration):
    """What a request said is kept, so that another content under its key is refused."""

    dependencies = [
        ("panels", "0008_agenda_story"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendation",
            name="fingerprint",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="session",
            name="fingerprint",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
    ]
