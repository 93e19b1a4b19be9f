"""What an owner may do to a job that runs."""

from django.utils import timezone

from klinik.core.jobs.progress import NOTHING_SAVED
from klinik.core.models import Job


def ask_to_stop(job: Job) -> None:
    """Stop the job: at once while it waits, at its next step while it runs; over stays over.

    The transaction reads as the job's owner.
    """
    now = timezone.now()
    mine = Job.objects.filter(pk=job.pk)
    mine.filter(state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=now, cancel_requested_at=now, said=NOTHING_SAVED
    )
    mine.filter(state=Job.State.RUNNING, cancel_requested_at=None).update(cancel_requested_at=now)
