"""A month's confirmed work as jobs with a bar, which go on where they stopped."""

from django.utils.translation import gettext_noop

from klinik.core.jobs import Ended, Progress, followed
from klinik.finance.sharing.commands import post_run
from klinik.finance.sharing.fees.commands import post_fees
from klinik.finance.sharing.undoing import undo_run
from klinik.tenancy.models import Koppontren

TITLE = gettext_noop("Profit share of a month")
FEES = gettext_noop("Monthly fees")
UNDOING = gettext_noop("Undoing of a month's profit share")


@followed
def record_shares(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Post what was confirmed; what an earlier attempt posted stands and is not posted again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    done = post_run(tenant, run, step=progress.step)
    said = gettext_noop("%(accounts)s accounts got their share.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())


@followed
def undo_shares(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Take back what was recorded; what an earlier attempt took back is not taken again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    done = undo_run(tenant, run, step=progress.step)
    said = gettext_noop("Undone: the shares of %(accounts)s accounts were taken back.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())


@followed
def take_fees(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Take a month's confirmed fees; what an earlier attempt took is not taken again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    done = post_fees(tenant, run, step=progress.step)
    said = gettext_noop("%(accounts)s accounts paid the monthly fee.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())
