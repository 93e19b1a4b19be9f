from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import KeepHistory, RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
TABLES = ("topic", "post", "enclosure", "mention", "follow", "flag", "ruling", "entry")
UNWALLED = " ".join(
    f"ALTER TABLE discussions_{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"
    for table in TABLES
)
POLICIES = {
    "topic": "wall opening writing",
    "post": "wall opening writing",
    "enclosure": "wall opening",
    "mention": "wall opening",
    "follow": "wall",
    "flag": "wall opening settling",
    "ruling": "wall opening",
}
NO_POLICIES = " ".join(
    f"DROP POLICY {name} ON discussions_{table};"
    for table, names in POLICIES.items()
    for name in names.split()
)
NO_TRIGGERS = """
DROP TRIGGER not_deleted ON discussions_topic;
DROP TRIGGER not_deleted ON discussions_post;
DROP TRIGGER not_deleted ON discussions_ruling;
DROP TRIGGER begin_topic ON discussions_topic;
DROP TRIGGER guard_topic ON discussions_topic;
DROP TRIGGER begin_post ON discussions_post;
DROP TRIGGER guard_post ON discussions_post;
DROP TRIGGER follow_post ON discussions_post;
DROP FUNCTION discussions_refuse_delete(), discussions_begin_topic(), discussions_guard_topic(),
  discussions_begin_post(), discussions_guard_post(), discussions_follow_post();
"""
NO_SEARCH = f"""
DROP TRIGGER index_post ON discussions_post;
DROP TRIGGER index_topic ON discussions_topic;
DROP FUNCTION discussions_to_digest(timestamptz, timestamptz), discussions_found(tsquery, integer),
  discussions_index_topic(), discussions_index_post(), discussions_reach(boolean, boolean),
  discussions_document(text, text, boolean), discussions_asked(text), discussions_stems(text),
  discussions_stopped();
DROP POLICY digest ON discussions_follow;
DROP POLICY wall ON discussions_entry;
GRANT INSERT, UPDATE, DELETE ON discussions_entry TO "{ROLE}";
"""
READERS = "author_id = current_setting('klinik.reader')::bigint OR (SELECT reader_coordinates())"


class Migration(migrations.Migration):
    """Who reads and writes discussions, what stands of them, and how posts are found."""

    dependencies = [
        ("discussions", "0001_initial"),
        ("directory", "0015_search_choices"),
        ("tenancy", "0007_facts_walls"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        RunSqlFile(
            SQL / "readers.sql",
            "DROP FUNCTION reader_may_discuss(), reader_answers_for(bigint);",
            zone=settings.TIME_ZONE,
        ),
        RunSqlFile(SQL / "walls.sql", NO_POLICIES + UNWALLED),
        RunSqlFile(SQL / "posts.sql", NO_TRIGGERS),
        RunSqlFile(SQL / "search.sql", NO_SEARCH, role=ROLE),
        KeepHistory("discussions_post", READERS, role=ROLE),
    ]
