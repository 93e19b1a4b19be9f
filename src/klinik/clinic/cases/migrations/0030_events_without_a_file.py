from django.db import migrations


class Migration(migrations.Migration):
    """Files lie beside an event, no longer in it."""

    dependencies = [("cases", "0029_enclosure_walls")]

    operations = [
        migrations.RemoveField(model_name="caseevent", name="file"),
        migrations.RemoveField(model_name="caseevent", name="file_name"),
    ]
