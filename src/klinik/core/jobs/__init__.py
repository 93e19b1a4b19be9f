"""Work for later, kept in PostgreSQL: a task is a function, deferred in the caller's transaction.

@task()
def send_reminder(*, member_id: int) -> None: ...

send_reminder.defer(member_id=7)

Work that a person waits for has a progress record and a page with a bar:

@followed
def import_rows(progress: Progress, *, batch: str) -> Ended:
    for at, row in enumerate(rows):
        progress.step(at, len(rows))  # raises Cancelled when its owner asked to stop
    return Ended(gettext_noop("%(rows)s rows."), {"rows": len(rows)}, url)

job = start(import_rows, by=user, title=gettext_noop("Import"), batch="...")

After a crash it begins anew, so it must leave nothing half-done: write in one transaction.
"""

from klinik.core.jobs.following import Followed, followed
from klinik.core.jobs.progress import Cancelled, Ended, Progress
from klinik.core.jobs.starting import start
from klinik.core.jobs.worker import RetryStrategy, app, task, work

__all__ = [
    "Cancelled",
    "Ended",
    "Followed",
    "Progress",
    "RetryStrategy",
    "app",
    "followed",
    "start",
    "task",
    "work",
]
