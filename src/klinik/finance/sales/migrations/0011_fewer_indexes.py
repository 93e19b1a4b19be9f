from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
# Each is found by an index that begins with the koppontren, or never; a koppontren by the key of the
# shop, or of the sale.
FEWER = """
DO $$
DECLARE
    v_name text;
    v_table regclass;
BEGIN
    FOR v_name IN
        SELECT i.indexrelid::regclass::text
          FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid IN ('sales_sale'::regclass, 'sales_saleline'::regclass,
                              'sales_payment'::regclass)
           AND i.indnkeyatts = 1 AND NOT i.indisunique AND i.indpred IS NULL
           AND a.attname <> 'shift_id'
    LOOP
        EXECUTE format('DROP INDEX %s', v_name);
    END LOOP;
    FOR v_table, v_name IN
        SELECT c.conrelid::regclass, quote_ident(c.conname)
          FROM pg_constraint c
         WHERE c.conrelid IN ('sales_sale'::regclass, 'sales_saleline'::regclass,
                              'sales_payment'::regclass)
           AND c.contype = 'f' AND c.confrelid = 'tenancy_koppontren'::regclass
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %s', v_table, v_name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """A sale is written without indexes that nothing asks by, and with plans that are kept."""

    dependencies = [
        ("ledger", "0031_lines_of_the_book"),
        ("members", "0007_eighteen_years"),
        ("sales", "0010_what_comes_back"),
        ("shop", "0005_settings_walls"),
        ("tenancy", "0031_terms_within_bounds"),
        ("tills", "0010_shops"),
        ("wallet", "0012_scan_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FEWER)],
            state_operations=[
                migrations.AlterField(
                    model_name="payment",
                    name="account",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                migrations.AlterField(
                    model_name="payment",
                    name="koppontren",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.koppontren",
                    ),
                ),
                migrations.AlterField(
                    model_name="payment",
                    name="sale",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="sales.sale",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="card",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wallet.card",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="cashier",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="drawer",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tills.drawer",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="koppontren",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.koppontren",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="member",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="returns",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="sales.sale",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="sent_by",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="shop",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="shop.shop",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="wallet",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="wallet.wallet",
                    ),
                ),
                migrations.AlterField(
                    model_name="saleline",
                    name="good",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sale_lines",
                        to="shop.good",
                    ),
                ),
                migrations.AlterField(
                    model_name="saleline",
                    name="koppontren",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.koppontren",
                    ),
                ),
                migrations.AlterField(
                    model_name="saleline",
                    name="sale",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="sales.sale",
                    ),
                ),
            ],
        ),
        RunSqlFile(SQL / "record.sql", role=settings.DATABASES["default"]["USER"]),
        RunSqlFile(SQL / "guards.sql", role=settings.DATABASES["default"]["USER"]),
    ]
