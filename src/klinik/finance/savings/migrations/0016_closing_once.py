from django.db import migrations, models


class Migration(migrations.Migration):
    """A closing that moved no money is known by its request as well."""

    dependencies = [("savings", "0015_passbook_in_place")]

    operations = [
        migrations.AddField(
            model_name="savingsevent",
            name="request_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="savingsevent",
            constraint=models.UniqueConstraint(
                fields=("koppontren", "request_id"), name="savings_event_request_once"
            ),
        ),
    ]
