from pathlib import Path

from django.db import migrations, models

from klinik.core.operations import RunSqlFile

SQL = Path(__file__).resolve().parent.parent / "room" / "sql"
KINDS = [
    "answered",
    "asked",
    "called",
    "chat",
    "chose",
    "hidden",
    "item_ended",
    "item_started",
    "kept",
    "lowered",
    "poll_closed",
    "poll_opened",
    "prolonged",
    "raised",
    "said",
    "shown",
    "step",
    "taken_up",
    "upvoted",
    "withdrawn",
]
# The conditions of 0004_room_walls, and one thing more that a moderator does.
BY_PESANTREN = "kind IN ('asked', 'upvoted', 'withdrawn', 'raised', 'lowered', 'said', 'chose')"
BY_PANEL = "kind IN ('said', 'answered', 'kept')"
BY_MODERATOR = (
    "kind IN ('item_started', 'item_ended', 'prolonged', 'step', 'hidden', 'shown', 'taken_up',"
    " 'answered', 'kept', 'called', 'chat', 'said', 'poll_opened', 'poll_closed')"
)


class Migration(migrations.Migration):
    """What was hidden in a room is shown again by whoever may hide it."""

    dependencies = [("panels", "0009_fingerprints")]

    operations = [
        migrations.RemoveConstraint("roomevent", "room_event_known"),
        migrations.AddConstraint(
            "roomevent",
            models.CheckConstraint(name="room_event_known", condition=models.Q(kind__in=KINDS)),
        ),
        RunSqlFile(SQL / "room_event.sql"),
        migrations.RunSQL(
            "ALTER POLICY adds ON panels_roomevent WITH CHECK ("
            "by_id = current_setting('klinik.reader')::bigint AND ("
            f"pesantren_id IS NULL AND {BY_MODERATOR} AND reader_runs_session(session_id)"
            f" OR pesantren_id IS NULL AND {BY_PANEL} AND reader_writes_session(session_id)"
            f" OR {BY_PESANTREN} AND reader_comes_as(session_id, pesantren_id)))",
            migrations.RunSQL.noop,
        ),
    ]
