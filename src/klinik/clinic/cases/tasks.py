"""Work of the morning: what is due on cases, and what is late."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.reminding import tell_of_late, tell_of_missing
from klinik.clinic.cases.commands.telling import tell_of_due, tell_of_reviews
from klinik.core.jobs import app, task
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import all_of_offices, somebody_of_the_province


@app.periodic(cron="30 23 * * *")  # UTC: half past six in the morning in Surabaya
@task(queueing_lock="remind_of_activities")
def remind_of_activities(timestamp: int) -> None:
    """Remind of what is due within three days and of what is past its target, each once.

    A case for named people is seen by nobody else: each of an office looks for their own.
    """
    today = timezone.localdate()
    with transaction.atomic():
        if reader := somebody_of_the_province():
            read_as(reader)
            tell_of_due(today=today)
            tell_of_late(today=today)
            tell_of_missing(today=today)
            tell_of_reviews(today=today)
    for reader in all_of_offices():
        with transaction.atomic():
            read_as(reader)
            tell_of_due(today=today, hidden=True)
            tell_of_late(today=today, hidden=True)
            tell_of_reviews(today=today, hidden=True)
