from pathlib import Path

from django.conf import settings
from django.db import migrations

from klinik.core.operations import KeepHistory, ReadersAndKeepers, RunSqlFile
from klinik.directory.merging.walls import MovedByMerging

SQL = Path(__file__).resolve().parent.parent / "sql"
ROLE = settings.DATABASES["default"]["USER"]
PARTIES = "reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"
SHOWN = "EXISTS (SELECT FROM panels_session s WHERE s.id = session_id)"
NETWORK = f"(SELECT reader_is_in_network()) AND {SHOWN}"
RUNS, WRITES = "reader_runs_session(session_id)", "reader_writes_session(session_id)"
# Triggers count all marks and write the sum, whoever made the last one.
COUNTED = """
CREATE POLICY counted ON panels_attendancemark FOR SELECT USING (pg_trigger_depth() > 0);
CREATE POLICY counted ON panels_session FOR UPDATE
  USING (pg_trigger_depth() > 0) WITH CHECK (pg_trigger_depth() > 0);
"""
NOT_COUNTED = """
DROP POLICY counted ON panels_attendancemark;
DROP POLICY counted ON panels_session;
"""
DROP_READERS = """
DROP FUNCTION reader_in_any_office(), reader_on_panel(bigint), reader_runs_session(bigint),
  reader_writes_session(bigint), reader_comes_to(bigint);
"""


class Migration(migrations.Migration):
    """A session is everybody's from its announcement on; who keeps it, who comes, who writes."""

    dependencies = [
        ("panels", "0001_initial"),
        ("cases", "0005_help_walls"),
        ("directory", "0021_merging"),
        ("tenancy", "0028_merging"),
    ]

    operations = [
        RunSqlFile(SQL / "readers.sql", DROP_READERS, zone=settings.TIME_ZONE),
        ReadersAndKeepers(
            "panels_session",
            "announced_at IS NOT NULL OR reader_in_any_office()",
            add="reader_coordinates()",
            change="reader_runs_session(id)",
        ),
        ReadersAndKeepers(
            "panels_session_aspects",
            SHOWN,
            add="reader_coordinates()",
            change="reader_coordinates()",
            remove="reader_coordinates()",
        ),
        ReadersAndKeepers("panels_panelist", SHOWN, add=RUNS, change=RUNS, remove=RUNS),
        ReadersAndKeepers("panels_agendaitem", SHOWN, add=RUNS, change=RUNS, remove=RUNS),
        ReadersAndKeepers(
            "panels_room",
            "reader_in_any_office() OR reader_on_panel(session_id) OR reader_comes_to(session_id)",
            add=RUNS,
            change=RUNS,
        ),
        ReadersAndKeepers("panels_registration", SHOWN, add=PARTIES, change=PARTIES),
        ReadersAndKeepers("panels_question", NETWORK, add=PARTIES, change=f"{PARTIES} OR {RUNS}"),
        ReadersAndKeepers(
            "panels_attendancemark",
            f"{PARTIES} OR {RUNS}",
            add=f"{RUNS} OR source = 'code' AND reader_belongs_to(pesantren_id)",
        ),
        ReadersAndKeepers(
            "panels_minutes",
            f"{SHOWN} AND (kind = 'summary' OR (SELECT reader_is_in_network()) OR {WRITES})",
            add=WRITES,
        ),
        # With a case it is as visible as that, behind the case's own wall.
        ReadersAndKeepers(
            "panels_recommendation",
            f"case_id IS NULL AND ({PARTIES} OR reader_on_panel(session_id))"
            " OR EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)",
            add=WRITES,
            change=WRITES,
        ),
        RunSqlFile(SQL / "places.sql"),
        RunSqlFile(SQL / "written.sql"),
        *(
            MovedByMerging(f"panels_{table}")
            for table in (
                "agendaitem",
                "registration",
                "question",
                "attendancemark",
                "recommendation",
            )
        ),
        *(
            KeepHistory(f"panels_{table}", "reader_in_any_office()", role=ROLE)
            for table in ("session", "panelist", "agendaitem")
        ),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
    ]
