"""One's own data: taken away as a copy, and erased by one's own wish."""

import logging
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from klinik.core.jobs import Followed, Progress, start
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import Erasure, OwnCopy, User
from klinik.people.queries import erasure_of
from klinik.people.rules import COPIES_A_DAY, COPY_KEPT, ERASED_AFTER, CopyComing, EnoughCopies
from klinik.tenancy.queries import alone_in
from klinik.tenancy.rules import NoSuccessor
from klinik.web.own.archive import archive_of
from klinik.web.own.queries import TOPICS, Topic, copies_of, topics_of

log = logging.getLogger(__name__)

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


@transaction.atomic
def ask_for_erasure(user: User) -> Erasure:
    """In the night after the day in two weeks the person is erased; twice is once.

    Raises NoSuccessor.
    """
    User.objects.select_for_update().get(pk=user.pk)
    read_as(user)
    if waiting := erasure_of(user):
        return waiting
    for place in alone_in(user):
        raise NoSuccessor(str(place))
    now = timezone.now()
    last = timezone.localtime(now + ERASED_AFTER)
    due = datetime.combine(last, time.max, tzinfo=last.tzinfo)  # the day that is named is over
    erasure = Erasure.objects.create(person=user, asked_at=now, due_at=due)
    _tell(erasure, "erasure.asked", {"day": last.date()})
    return erasure


@transaction.atomic
def take_erasure_back(user: User) -> bool:
    """The person stays; False where nothing was asked."""
    read_as(user)
    waiting = Erasure.objects.filter(person=user, taken_back_at=None, done_at=None)
    return waiting.update(taken_back_at=timezone.now()) > 0


def erase_due() -> int:
    """Erase everybody whose two weeks are over; answers how many. One's trouble stops no other."""
    with transaction.atomic():
        read_as(None)
        waiting = Erasure.objects.filter(taken_back_at=None, done_at=None)
        due = list(waiting.filter(due_at__lte=timezone.now()).select_related("person"))
    erased = 0
    for erasure in due:
        try:
            erased += _erase(erasure)
        except Exception as error:  # whatever it is, the others are still erased; names nobody
            log.error("erasure %s failed: %s", erasure.pk, type(error).__name__)
    return erased


@transaction.atomic
def _erase(erasure: Erasure) -> bool:
    person = erasure.person
    read_as(person)
    waiting = Erasure.objects.filter(pk=erasure.pk, taken_back_at=None, done_at=None)
    if waiting.select_for_update().first() is None:  # they took it back since
        return False
    for place in alone_in(person):
        _tell(erasure, "erasure.waits", {"place": str(place)})
        return False
    files = [copy.file for copy in OwnCopy.objects.filter(person=person) if copy.file]
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_person(%s)", [person.pk])
    for file in files:
        transaction.on_commit(lambda file=file: file.delete(save=False))  # type: ignore[misc]
    return True


def _tell(erasure: Erasure, kind: str, about: About) -> None:
    url, key = reverse("web:own_erasure"), f"{kind} {erasure.pk}"
    notify(erasure.person, kind=kind, about=about, url=url, key=key)
