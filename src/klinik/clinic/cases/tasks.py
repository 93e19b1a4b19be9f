"""Work of the morning: what is due on cases."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.telling import tell_of_due
from klinik.core.jobs import app, task
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import somebody_of_the_province


@app.periodic(cron="30 23 * * *")  # UTC: half past six in the morning in Surabaya
@task(queueing_lock="remind_of_activities")
def remind_of_activities(timestamp: int) -> None:
    """Remind of what is due within three days, each once."""
    with transaction.atomic():
        if reader := somebody_of_the_province():
            read_as(reader)
            tell_of_due(today=timezone.localdate())
