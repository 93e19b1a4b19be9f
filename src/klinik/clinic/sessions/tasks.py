"""Work of the morning: what starts soon, and what was recommended and is due."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.sessions.commands.telling import (
    remind_of_recommendations,
    remind_of_sessions,
    remind_of_what_is_owed,
)
from klinik.core.jobs import app, task
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import all_of_offices, somebody_of_the_province


@app.periodic(cron="45 23 * * *")  # UTC: a quarter to seven in the morning in Surabaya
@task(queueing_lock="remind_of_sessions")
def remind_of_panel_sessions(timestamp: int) -> None:
    """Remind of sessions within three days, of recommendations due and of those owed, each once.

    What lies with a case for named people is seen by nobody else: each looks for their own.
    """
    with transaction.atomic():
        if reader := somebody_of_the_province():
            read_as(reader)
            remind_of_sessions(now=timezone.now())
            remind_of_recommendations(today=timezone.localdate())
            remind_of_what_is_owed(now=timezone.now())
    for reader in all_of_offices():
        with transaction.atomic():
            read_as(reader)
            remind_of_recommendations(today=timezone.localdate(), hidden=True)
