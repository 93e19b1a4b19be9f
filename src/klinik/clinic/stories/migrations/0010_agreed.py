from pathlib import Path

from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
ALTER POLICY wall ON stories_story USING (published_at <= statement_timestamp()
  OR reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id));
DROP TRIGGER note_agreed ON stories_storyevent;
DROP FUNCTION stories_note_agreed();
CREATE OR REPLACE FUNCTION stories_begin() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.stage <> 'draft' OR num_nonnulls(NEW.published_at, NEW.changed_at) > 0 THEN
    RAISE EXCEPTION 'a story begins as a draft' USING ERRCODE = '23T01';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Who does not read a case reads the draft of its story once its pesantren agreed to it."""

    dependencies = [("cases", "0034_evidence_of_results"), ("stories", "0009_begun_once")]

    operations = [
        migrations.AddField(
            model_name="story",
            name="is_agreed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        RunSqlFile(SQL / "agreed.sql", UNDO),
    ]
