from pathlib import Path

from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Cases are found among what the reader may see, by the shorter of two ways."""

    dependencies = [("cases", "0021_walls_once"), ("discussions", "0004_newest")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("audience", "named")), fields=["id"], name="case_named"
            ),
        ),
        RunSqlFile(SQL / "matching.sql"),
    ]
