"""A month's confirmed work as jobs with a bar, which go on where they stopped."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop

from klinik.core.jobs import Cancelled, Ended, Progress, followed, start
from klinik.core.models import Job
from klinik.finance.sharing.commands import post_run
from klinik.finance.sharing.fees.commands import post_fees
from klinik.finance.sharing.fees.models import FeeRun
from klinik.finance.sharing.fees.queries import fee_runs_of
from klinik.finance.sharing.models import ShareRun
from klinik.finance.sharing.queries import runs_of
from klinik.finance.sharing.undoing import undo_run
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, TenantQuerySet

TITLE = gettext_noop("Profit share of a month")
FEES = gettext_noop("Monthly fees")
UNDOING = gettext_noop("Undoing of a month's profit share")
STOPPED = gettext_noop(
    "Stopped as you asked, after %(done)s of %(total)s accounts. What was recorded until then "
    "stays. Open the month and choose “Go on recording” for the rest."
)
STOPPED_UNDOING = gettext_noop(
    "Stopped as you asked, after %(done)s of %(total)s entries. What was undone until then stays "
    "undone. Open the month and choose “Go on undoing” for the rest."
)


def start_recording(run: ShareRun, *, by: User) -> Job:
    """Record what was confirmed, or what an earlier job left."""
    return start(record_shares, by=by, title=TITLE, koppontren=run.koppontren_id, run=run.pk)


def start_undoing(run: ShareRun, *, by: User) -> Job:
    """Take back what was recorded, or what an earlier job left."""
    return start(undo_shares, by=by, title=UNDOING, koppontren=run.koppontren_id, run=run.pk)


def start_taking(run: FeeRun, *, by: User) -> Job:
    """Take a month's confirmed fees, or those that an earlier job left."""
    return start(take_fees, by=by, title=FEES, koppontren=run.koppontren_id, run=run.pk)


@followed
def record_shares(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Post what was confirmed; what an earlier attempt posted stands and is not posted again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    step = _steps(progress, STOPPED, at=_page(tenant, runs_of, run))
    done = post_run(tenant, run, step=step)
    said = gettext_noop("%(accounts)s accounts got their share.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())


@followed
def undo_shares(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Take back what was recorded; what an earlier attempt took back is not taken again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    step = _steps(progress, STOPPED_UNDOING, at=_page(tenant, runs_of, run))
    done = undo_run(tenant, run, step=step)
    said = gettext_noop("Undone: the shares of %(accounts)s accounts were taken back.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())


@followed
def take_fees(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Take a month's confirmed fees; what an earlier attempt took is not taken again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    step = _steps(progress, STOPPED, at=_page(tenant, fee_runs_of, run))
    done = post_fees(tenant, run, step=step)
    said = gettext_noop("%(accounts)s accounts paid the monthly fee.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())


def _steps(progress: Progress, said: str, *, at: str) -> Callable[[int, int], None]:
    """Steps of work of which each part stays: a stop between two says how far it came, and where.

    Asked to stop after the last, it has nothing left to leave out.
    """

    def step(done: int, total: int) -> None:
        try:
            progress.step(done, total)
        except Cancelled:
            if done < total:
                raise Cancelled(said, url=at, done=done, total=total) from None

    return step


def _page(tenant: Koppontren, rows: Callable[[Koppontren], TenantQuerySet[Any]], run: int) -> str:
    with acting_for(tenant):
        page: str = rows(tenant).get(pk=run).get_absolute_url()
    return page
