from django.db import migrations, models


class Migration(migrations.Migration):
    """People choose how they are told of discussions as well."""

    dependencies = [
        ("people", "0013_sessions_group"),
    ]

    operations = [
        migrations.AlterField(
            model_name="preference",
            name="group",
            field=models.CharField(
                choices=[
                    ("cases", "Cases of the clinic"),
                    ("sessions", "Panel sessions"),
                    ("discussions", "Discussions"),
                    ("people", "People and roles"),
                    ("books", "Books and money"),
                    ("directory", "Directory and legality papers"),
                    ("account", "My account and its safety"),
                ],
                max_length=12,
            ),
        ),
    ]
