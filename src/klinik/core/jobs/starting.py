"""Starting work that its owner can follow."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import get_language

from klinik.core.database import set_local
from klinik.core.jobs.following import Followed
from klinik.core.models import Job


def start(task: Followed, *, by: AbstractBaseUser, title: str, **arguments: object) -> Job:
    """Put `task` in the queue within this transaction; `title` is a msgid, its page names it."""
    set_local("klinik.reader", str(by.pk))
    job = Job.objects.create(owner_id=by.pk, title=title, language=get_language() or "id")
    task.defer(job=str(job.number), owner=by.pk, **arguments)
    return job
