from pathlib import Path

from django.db import migrations

from klinik.core.operations import ReadersAndKeepers, RunSqlFile
from klinik.directory.merging.walls import MovedByMerging

SQL = Path(__file__).resolve().parent.parent / "room" / "sql"
SHOWN = "EXISTS (SELECT FROM panels_session s WHERE s.id = session_id)"
REVERSE = """
ALTER POLICY adds ON panels_attendancemark WITH CHECK (
  reader_runs_session(session_id) OR source = 'code' AND reader_belongs_to(pesantren_id));
DROP TRIGGER room_event ON panels_roomevent;
DROP TRIGGER written_once ON panels_roomevent;
DROP FUNCTION panels_room_event(), panels_is_running(bigint), reader_comes_as(bigint, bigint);
"""
BY_PESANTREN = "kind IN ('asked', 'upvoted', 'withdrawn', 'raised', 'lowered', 'said', 'chose')"
BY_PANEL = "kind IN ('said', 'answered', 'kept')"
BY_MODERATOR = (
    "kind IN ('item_started', 'item_ended', 'prolonged', 'step', 'hidden', 'taken_up', 'answered',"
    " 'kept', 'called', 'chat', 'said', 'poll_opened', 'poll_closed')"
)


class Migration(migrations.Migration):
    """The network follows a room; who comes, who sits on the panel and who keeps it write there."""

    dependencies = [("panels", "0003_room")]

    operations = [
        RunSqlFile(SQL / "room.sql", REVERSE),
        ReadersAndKeepers(
            "panels_roomevent",
            f"{SHOWN} AND ((SELECT reader_is_in_network()) OR reader_on_panel(session_id))",
            add="by_id = current_setting('klinik.reader')::bigint AND ("
            f"pesantren_id IS NULL AND {BY_MODERATOR} AND reader_runs_session(session_id)"
            f" OR pesantren_id IS NULL AND {BY_PANEL} AND reader_writes_session(session_id)"
            f" OR {BY_PESANTREN} AND reader_comes_as(session_id, pesantren_id))",
        ),
        MovedByMerging("panels_roomevent"),
    ]
