from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
FIRST = (SQL / "search.sql").read_text(encoding="utf-8")
INDEX = FIRST[FIRST.index("CREATE FUNCTION directory_index(") :].partition("$$;")[0] + "$$;"
DROP = """
DROP TRIGGER index_updated ON directory_pesantren;
DROP FUNCTION directory_reindex_pesantren, directory_corrected, directory_asked, directory_entries,
  directory_index;
DROP FUNCTION directory_near;
"""
AGAIN = """
CREATE TRIGGER index_updated AFTER UPDATE ON directory_pesantren REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_pesantren();
SELECT directory_index(ARRAY(SELECT id FROM directory_pesantren));
"""


class Migration(migrations.Migration):
    """A search that stays quick among forty thousand, finds products and forgives a slip."""

    dependencies = [("directory", "0012_checks")]

    operations = [
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "near",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProductEntry",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="directory.product",
                    ),
                ),
                ("names", django.contrib.postgres.search.SearchVectorField()),
                ("document", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.AddField(
            model_name="searchentry",
            name="made",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="names",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
        ),
        migrations.AddIndex(
            model_name="pesantren",
            index=models.Index(fields=["is_simulated", "name", "id"], name="pesantren_in_order"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["is_simulated", "name", "id"], name="product_in_order"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["names"], name="search_entry_names"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["made"], name="search_entry_made"
            ),
        ),
        migrations.AddIndex(
            model_name="knownword",
            index=django.contrib.postgres.indexes.GinIndex(fields=["near"], name="known_word_near"),
        ),
        migrations.AddIndex(
            model_name="productentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["names"], name="product_entry_names"
            ),
        ),
        migrations.AddIndex(
            model_name="productentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["document"], name="product_entry_document"
            ),
        ),
        RunSqlFile(SQL / "search_tiers.sql", DROP + INDEX + AGAIN),
    ]
