from django.db import migrations

from klinik.core.operations import OwnRowsOnly


def one_of(table: str, condition: str) -> str:
    """SQL by which a row is a reader's own because another one is."""
    return f"EXISTS (SELECT FROM {table} o WHERE {condition})"


class Migration(migrations.Migration):
    """A guardian sees what a child's wallet paid, good by good; of the shop nothing else."""

    dependencies = [("sales", "0004_too_large"), ("wallet", "0002_walls"), ("shop", "0002_walls")]

    operations = [
        OwnRowsOnly(
            "sales_sale",
            one_of(
                "wallet_wallet",
                "o.koppontren_id = sales_sale.koppontren_id AND o.id = sales_sale.wallet_id",
            ),
        ),
        OwnRowsOnly(
            "sales_saleline",
            one_of(
                "sales_sale",
                "o.koppontren_id = sales_saleline.koppontren_id AND o.id = sales_saleline.sale_id",
            ),
        ),
        OwnRowsOnly(
            "shop_good",
            one_of(
                "sales_saleline",
                "o.koppontren_id = shop_good.koppontren_id AND o.good_id = shop_good.id",
            ),
        ),
    ]
