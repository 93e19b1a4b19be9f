from django.db import migrations

from klinik.core.operations import EverybodyReads

PESANTREN = "(SELECT d.pesantren_id FROM directory_product d WHERE d.id = product_id)"


class Migration(migrations.Migration):
    """Everybody sees the photos of a product; its pesantren and the offices choose them."""

    dependencies = [("tenancy", "0018_history_walls"), ("directory", "0016_products")]

    operations = [
        EverybodyReads(
            "directory_productphoto",
            keepers=f"reader_speaks_for({PESANTREN}) OR reader_in_office_of({PESANTREN})",
        ),
    ]
