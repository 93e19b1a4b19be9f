"""The worker: does what waits, and says every few seconds that it lives."""

from procrastinate import RetryStrategy as RetryStrategy
from procrastinate.contrib.django import app as app
from procrastinate.contrib.django.django_connector import DjangoConnector

GRACE_SECONDS = 3
HEARTBEAT_SECONDS = 5.0
SILENT_SECONDS = 20.0  # a worker that was not heard of for so long is dead

task = app.task


def work(*, is_patient: bool = True) -> None:
    """Do the jobs that wait, as they come, until told to stop; then finish the one in hand.

    Without patience: only until none waits.
    """
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("Jobs are kept in Django's database.")
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(
            wait=is_patient,
            shutdown_graceful_timeout=GRACE_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
            delete_jobs="successful",
        )
