from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from klinik.core.operations import BEHIND_WALLS, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
UNDO = """
DROP TRIGGER keep_likeness ON cases_case;
DROP TRIGGER keep_likeness_closed ON cases_case;
DROP FUNCTION cases_alike(text), cases_keep_likeness(), cases_words(text);
"""
# Every case that is there already, read past the walls for this one statement.
NOTE_KNOWN = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;
INSERT INTO cases_likeness (case_id, words, is_solved, days)
SELECT c.id, setweight(cases_words(c.title), 'A') || setweight(cases_words(c.description), 'C'),
  EXISTS (SELECT FROM cases_caseevent e
          WHERE e.case_id = c.id AND e.kind = 'closed' AND e.reading_id IS NOT NULL),
  (c.closed_at AT TIME ZONE '{zone}')::date
    - (c.opened_at AT TIME ZONE '{zone}')::date
FROM cases_case c;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;
"""
OF_CASE = """
ALTER TABLE cases_likeness ADD CONSTRAINT cases_likeness_of_case
  FOREIGN KEY (case_id) REFERENCES cases_case (id)
"""


class Migration(migrations.Migration):
    """Cases are found by their likeness, behind the wall of each."""

    dependencies = [("cases", "0008_named_walls")]

    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("is_solved", models.BooleanField(default=False)),
                ("days", models.PositiveIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="case_words")
                ],
            },
        ),
        RunSqlFile(SQL / "alike.sql", UNDO, role=ROLE, zone=settings.TIME_ZONE),
        migrations.RunSQL(NOTE_KNOWN.replace("{zone}", settings.TIME_ZONE), migrations.RunSQL.noop),
        migrations.RunSQL(
            BEHIND_WALLS.format(table="cases_likeness", to="cases_case", statement=OF_CASE),
            migrations.RunSQL.noop,
        ),
    ]
