from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.lookups import Exact


class Migration(migrations.Migration):
    """No new transfer waits for a round amount; those that wait are booked or end as they are."""

    dependencies = [("wallet", "0013_allow_by_parts")]

    operations = [
        AddConstraintNotValid(
            "topup",
            models.CheckConstraint(
                condition=~models.Q(way="transfer", state="waiting")
                | ~models.Q(Exact(models.F("amount") % 1000, 0)),
                name="top_up_with_a_code",
            ),
        ),
    ]
