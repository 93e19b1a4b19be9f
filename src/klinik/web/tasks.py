"""Work that joins all rooms: one's own data."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from klinik.core.jobs import Ended, Progress, app, followed, task
from klinik.web.own import commands

THERE = gettext_noop("Your data is there. You can take it for seven days.")


@followed
def gather_own_data(progress: Progress, *, copy: str) -> Ended:
    """Make the copy that a person asked for."""
    commands.make_copy(progress, UUID(copy))
    return Ended(THERE, url=reverse("web:own_data"))


@app.periodic(cron="40 * * * *")
@task(queueing_lock="forget_copies")
def forget_copies(timestamp: int) -> None:
    """Delete the copies whose week is over."""
    commands.forget_copies()


@app.periodic(cron="30 18 * * *")  # UTC: half past one at night in Surabaya
@task(queueing_lock="erase_due")
def erase_due(timestamp: int) -> None:
    """Erase everybody who asked for it two weeks ago."""
    commands.erase_due()
