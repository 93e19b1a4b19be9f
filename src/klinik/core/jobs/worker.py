"""The worker: does what waits, and says every few seconds that it lives."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.db import connection
from procrastinate import RetryStrategy as RetryStrategy
from procrastinate.contrib.django import app as app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.tasks import Task

P = ParamSpec("P")
GRACE_SECONDS = 3
HEARTBEAT_SECONDS = 5.0
SILENT_SECONDS = 20.0  # a worker that was not heard of for so long is dead


def task(**options: Any) -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Make a function a task: procrastinate's own decorator, which leaves no connection behind.

    A task runs in a thread that may be gone before the next one; its connection would stay open.
    """

    def made(run: Callable[P, None]) -> Task[P, None, P]:
        @wraps(run)
        def alone(*arguments: P.args, **named: P.kwargs) -> None:
            try:
                run(*arguments, **named)
            finally:
                if not connection.in_atomic_block:
                    connection.close()

        made_task: Task[P, None, P] = app.task(**options)(alone)
        return made_task

    return made


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
