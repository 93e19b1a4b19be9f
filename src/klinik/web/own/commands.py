"""One's own data to take away: asked for, made once, forgotten after a week."""

from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from klinik.core.jobs import Followed, Progress, start
from klinik.people.access import read_as
from klinik.people.models import OwnCopy, User
from klinik.people.rules import COPIES_A_DAY, COPY_KEPT, CopyComing, EnoughCopies
from klinik.web.own.archive import archive_of
from klinik.web.own.queries import TOPICS, Topic, copies_of, topics_of

TITLE = gettext_noop("Gathering your data")
DAY = timedelta(days=1)


@transaction.atomic
def ask_for_copy(user: User, *, task: Followed) -> OwnCopy:
    """Begin to gather everything about this person. Raises CopyComing, EnoughCopies."""
    User.objects.select_for_update().get(pk=user.pk)  # two clicks are one after the other
    read_as(user)
    lately = list(copies_of(user).filter(asked_at__gte=timezone.now() - DAY))
    if any(copy.is_coming for copy in lately):
        raise CopyComing
    if len(lately) >= COPIES_A_DAY:
        raise EnoughCopies
    copy = OwnCopy.objects.create(person=user)
    copy.job = start(task, by=user, title=TITLE, copy=str(copy.number))
    copy.save(update_fields=["job"])
    return copy


def make_copy(progress: Progress, number: UUID) -> None:
    """Gather every topic and keep the file; what was made already is left as it is."""
    user = User.objects.get(pk=progress.owner, is_active=True)
    topics: list[Topic] = []
    with transaction.atomic():
        for topic in topics_of(user):
            topics.append(topic)
            progress.step(len(topics), len(TOPICS) + 1)
        content = archive_of(user, topics)
        read_as(user)
        copy = copies_of(user).select_for_update(of=["self"]).get(number=number)
        if copy.made_at is None:
            copy.file.storage.delete(f"copies/{number.hex}.zip")  # of work that was interrupted
            copy.file.save(f"{number.hex}.zip", ContentFile(content), save=False)
            copy.made_at = timezone.now()
            copy.save(update_fields=["file", "made_at"])


@transaction.atomic
def forget_copies() -> int:
    """Delete the copies whose week is over; answers how many."""
    read_as(None)  # copies that are over are shown to everybody: see their wall
    over = OwnCopy.objects.filter(asked_at__lt=timezone.now() - COPY_KEPT - DAY)
    copies = list(over)
    over.filter(pk__in=[copy.pk for copy in copies]).delete()
    for copy in copies:
        transaction.on_commit(lambda file=copy.file: file and file.delete(save=False))  # type: ignore[misc]
    return len(copies)
