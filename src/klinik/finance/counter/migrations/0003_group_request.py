from django.db import migrations, models


class Migration(migrations.Migration):
    """A group that a program sends again after a lost reply is the one that it made."""

    dependencies = [("counter", "0002_walls")]

    operations = [
        migrations.AddField("group", "request_id", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "group",
            models.UniqueConstraint(name="group_request_once", fields=["koppontren", "request_id"]),
        ),
    ]
