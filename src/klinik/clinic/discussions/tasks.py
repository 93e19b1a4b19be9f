"""Work of the morning: what is new in the discussions that people follow."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.discussions.commands import send_digests
from klinik.core.jobs import app, task
from klinik.tenancy.queries import somebody_of_the_province


@app.periodic(cron="45 23 * * *")  # UTC: a quarter to seven in the morning in Surabaya
@task(queueing_lock="send_discussion_digests")
def send_discussion_digests(timestamp: int) -> None:
    """Tell everybody once what is new in the topics they follow, by letter where they want it."""
    with transaction.atomic():
        reader = somebody_of_the_province()
    if reader:
        send_digests(today=timezone.localdate(), reader=reader)
