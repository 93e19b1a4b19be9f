"""A task with a progress record: what happens around the work itself."""

import logging
import traceback
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_noop
from procrastinate.tasks import Task

from klinik.core.errors import DomainError
from klinik.core.jobs.progress import Cancelled, Ended, Progress
from klinik.core.jobs.worker import app
from klinik.core.models import Job

log = logging.getLogger(__name__)

Work = Callable[..., Ended]
Followed = Task[..., None, ...]
BROKEN = gettext_noop(
    "Something went wrong that is not your fault. What was done until then stands on its page; "
    "started again, nothing is done twice. If it stays so, tell whoever looks after the server."
)


def followed(work: Work) -> Followed:
    """Make `work(progress, **arguments)` a task whose owner sees how far it is."""

    def run(*, job: str, owner: int, **arguments: Any) -> None:
        try:
            with Progress(UUID(job), owner) as progress:
                if progress.begin():
                    with translation.override(progress.language):
                        progress.end(*_outcome(work, progress, arguments))
        finally:
            connection.close()  # the worker's thread may be gone before the next job

    return app.task(name=f"{work.__module__}.{work.__qualname__}")(run)


def _outcome(work: Work, progress: Progress, arguments: dict[str, Any]) -> tuple[Job.State, Ended]:
    try:
        return Job.State.DONE, work(progress, **arguments)
    except Cancelled as cancelled:
        return Job.State.CANCELLED, Ended(cancelled.said, cancelled.said_with, cancelled.url)
    except DomainError as refusal:
        return Job.State.FAILED, Ended(str(refusal.message).replace("%", "%%"))
    except Exception as error:  # whatever it is, its owner is told; the log holds no row of theirs
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("job %s: %s\n%s", progress.number, type(error).__name__, where)
        return Job.State.FAILED, Ended(BROKEN)
