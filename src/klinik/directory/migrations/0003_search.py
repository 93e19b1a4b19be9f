from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER index_inserted ON directory_pesantren;
DROP TRIGGER index_updated ON directory_pesantren;
DROP TRIGGER index_inserted ON directory_product;
DROP TRIGGER index_updated ON directory_product;
DROP TRIGGER index_deleted ON directory_product;
DROP TRIGGER index_renamed ON directory_region;
DROP FUNCTION directory_index_pesantren, directory_index_products, directory_index_region,
  directory_index, directory_query, directory_forms, directory_joined, directory_bare,
  directory_is_filler, directory_is_article, directory_sound, directory_words;
"""


class Migration(migrations.Migration):
    """Full-text search that forgives spelling; the index keeps itself in step."""

    dependencies = [("directory", "0002_initial"), ("core", "0001_default_privileges")]

    operations = [
        migrations.RemoveField(model_name="pesantren", name="search_text"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "pesantren",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="directory.pesantren",
                    ),
                ),
                ("document", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["document"], name="search_entry_document"
                    )
                ],
            },
        ),
        RunSqlFile(SQL / "search.sql", DROP),
    ]
