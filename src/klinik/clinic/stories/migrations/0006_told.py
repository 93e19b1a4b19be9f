from pathlib import Path

from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTIES = "(reader_belongs_to(s.pesantren_id) OR reader_in_office_of(s.pesantren_id))"
MINE = "by_id = current_setting('klinik.reader')::bigint AND "
OF_MY_STORY = f"EXISTS (SELECT FROM stories_story s WHERE s.id = story_id AND {PARTIES})"
OF_MY_VERSION = (
    "EXISTS (SELECT FROM stories_version v JOIN stories_story s ON s.id = v.story_id"
    f" WHERE v.id = version_id AND {PARTIES})"
)
SHOWN = (
    "EXISTS (SELECT FROM stories_story s WHERE s.id = story_id AND (s.published_at <="
    " statement_timestamp() AND stories_picture.id IN (s.picture_before_id, s.picture_after_id)"
    f" OR {PARTIES}))"
)
# Told before stories had versions: what is shown is their first one. The owner reads behind the wall.
FIRST_VERSIONS = """
ALTER TABLE stories_story NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
INSERT INTO stories_version (story_id, number, title, summary, was, done, changed, body, claims, before_id,
  after_id, fall_is_good, source_title, source_url, sources_note, by_id, at, request_id, fingerprint)
SELECT id, 1, title, summary, '', '', '', coalesce(nullif(body, ''), summary), '', before_id,
  after_id, fall_is_good, '', '', sources_note, told_by_id, published_at, gen_random_uuid(), ''
FROM stories_story;
UPDATE stories_story s SET stage = 'public', changed_at = published_at,
  body = coalesce(nullif(body, ''), summary),
  aspect_id = (SELECT c.aspect_id FROM cases_case c WHERE c.id = s.case_id);
SET CONSTRAINTS ALL IMMEDIATE;  -- or their events stand in the way of what follows
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_story FORCE ROW LEVEL SECURITY;
"""
UNDO = """
DROP TRIGGER begin_story ON stories_story;
DROP TRIGGER guard_story ON stories_story;
DROP TRIGGER written_once ON stories_version;
DROP TRIGGER written_once ON stories_storyevent;
DROP TRIGGER written_once ON stories_picture;
DROP TRIGGER written_once ON stories_citedfigure;
DROP TRIGGER next_version ON stories_version;
DROP TRIGGER check_event ON stories_storyevent;
DROP TRIGGER follow_version ON stories_version;
DROP TRIGGER follow_event ON stories_storyevent;
DROP FUNCTION stories_begin(), stories_guard(), stories_refuse_change(), stories_next_version(),
  stories_check_event(), stories_follow_version(), stories_follow_event(),
  stories_is_from_publication(stories_version), stories_agreed_by(bigint), reader_reviews_story(bigint);
"""


class Migration(migrations.Migration):
    """A story is public by what was recorded of its versions, and by nothing else."""

    dependencies = [
        ("stories", "0005_versions"),
        ("tenancy", "0005_paper_walls"),
        ("discussions", "0002_walls"),
        ("cases", "0021_walls_once"),
    ]

    operations = [
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
        ForceRowLevelSecurity("stories_version", OF_MY_STORY, writes=MINE + OF_MY_STORY),
        ForceRowLevelSecurity("stories_storyevent", OF_MY_VERSION, writes=MINE + OF_MY_VERSION),
        ForceRowLevelSecurity("stories_picture", SHOWN, writes=MINE + OF_MY_STORY),
        RunSqlFile(SQL / "told.sql", UNDO),
    ]
