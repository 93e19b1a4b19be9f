from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.lookups import Exact


class Migration(migrations.Migration):
    """A new carton's price is whole rupiah for a piece; those that were there go on selling."""

    dependencies = [("shop", "0005_settings_walls")]

    operations = [
        AddConstraintNotValid(
            "barcode",
            models.CheckConstraint(
                condition=models.Q(price=None)
                | models.Q(Exact(models.F("price") * 1000 % models.F("quantity"), 0)),
                name="barcode_price_even",
            ),
        ),
    ]
