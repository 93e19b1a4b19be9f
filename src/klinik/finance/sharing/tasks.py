"""Recording a confirmed run: a job with a bar, which goes on where it stopped."""

from django.utils.translation import gettext_noop

from klinik.core.jobs import Ended, Progress, followed
from klinik.finance.sharing.commands import post_run
from klinik.tenancy.models import Koppontren

TITLE = gettext_noop("Profit share of a month")


@followed
def record_shares(progress: Progress, *, koppontren: int, run: int) -> Ended:
    """Post what was confirmed; what an earlier attempt posted stands and is not posted again."""
    tenant = Koppontren.objects.get(pk=koppontren)
    done = post_run(tenant, run, step=progress.step)
    said = gettext_noop("%(accounts)s accounts got their share.")
    return Ended(said, {"accounts": done.accounts}, done.get_absolute_url())
