from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """The newest posts that fit are found by the shorter of two ways."""

    dependencies = [("discussions", "0003_answers_alike")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("is_answer", True)), fields=["post"], name="answer_post"
            ),
        ),
        RunSqlFile(SQL / "newest.sql", role=ROLE),
    ]
