"""Work for later, kept in PostgreSQL: a task is a function, deferred in the caller's transaction.

@task
def send_reminder(*, member_id: int) -> None: ...

send_reminder.defer(member_id=7)
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

GRACE_SECONDS = 3

task = app.task


def work() -> None:
    """Do the jobs that wait, as they come, until told to stop; then finish the one in hand."""
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("Jobs are kept in Django's database.")
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(shutdown_graceful_timeout=GRACE_SECONDS)


__all__ = ["RetryStrategy", "app", "task", "work"]
