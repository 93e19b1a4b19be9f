from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = """
DROP TRIGGER reading_is_final ON directory_reading;
DROP TRIGGER reading_is_sound ON directory_reading;
DROP FUNCTION directory_reading_is_final, directory_reading_is_sound;
"""


class Migration(migrations.Migration):
    """A reading is kept as it was read, whoever asks otherwise."""

    dependencies = [("directory", "0003_search")]

    operations = [
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=10**15),
                name="reading_value_in_range",
            ),
        ),
        RunSqlFile(SQL / "readings.sql", DROP, zone=settings.TIME_ZONE),
    ]
