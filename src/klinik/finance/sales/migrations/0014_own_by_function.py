from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import OwnRowsOnly, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """What is a guardian's own is asked by functions, and goods leave the stock all at once."""

    dependencies = [("sales", "0013_refused_walls")]

    operations = [
        RunSqlFile(SQL / "own.sql", role=ROLE),
        OwnRowsOnly("sales_sale", "sales_own_wallet(koppontren_id, wallet_id)"),
        OwnRowsOnly("sales_saleline", "sales_own_sale(koppontren_id, sale_id)"),
        OwnRowsOnly("shop_good", "sales_own_good(koppontren_id, id)"),
        RunSqlFile(SQL / "goods.sql", role=ROLE),
        RunSqlFile(SQL / "record.sql", role=ROLE),
        RunSqlFile(SQL / "guards.sql", role=ROLE),
    ]
