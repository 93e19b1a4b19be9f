"""Telling people of what happened: the inbox always, a letter where they want one."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.core.undoing import UNDO_WITHIN
from klinik.people.kinds import KINDS, About, Group, kept, told
from klinik.people.letters import send_letter
from klinik.people.models import Letter, Notification, Preference, User
from klinik.people.queries import who_want_letters


@transaction.atomic
def notify(*people: User, kind: str, about: About, url: str, key: str | UUID) -> None:
    """Tell these people once of the event `key`; the letters leave when the transaction ends well.

    `kind` stands in kinds.py and `about` holds the parameters of its sentence; `url` is a path of
    ours. The same key again tells a person nothing new.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError("a notification leads to a page of ours")
    stored = kept(about)
    told(kind, stored)  # a sentence with a gap is a mistake of the caller's, not of the reader's
    reached = sorted({person.pk for person in people if person.is_active})
    by_letter = who_want_letters(reached, group=KINDS[kind].group)
    rows = [
        Notification(
            person_id=person,
            kind=kind,
            about=stored,
            url=url,
            key=str(key),
            letter=Letter.WAITING if person in by_letter else Letter.NONE,
        )
        for person in reached
    ]
    # No RETURNING and no look-up: the rows are walled, and theirs to read alone.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    for person in sorted(by_letter):
        send_letter.defer(person=person, key=str(key))


def mark_read(notification: Notification) -> None:
    """The person opened it; the first time counts."""
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])


def mark_all_read(user: User) -> int:
    """Everything in the inbox counts as read; answers how many were not. Call `read_as` first."""
    unread = Notification.objects.filter(person=user, read_at=None)
    return unread.update(read_at=timezone.now())


def mark_last_unread(user: User) -> int:
    """What was read at one stroke within the last minute waits again; answers how many.

    Call `read_as` first.
    """
    lately = Notification.objects.filter(person=user, read_at__gte=timezone.now() - UNDO_WITHIN)
    last = lately.order_by("-read_at").values_list("read_at", flat=True).first()
    return lately.filter(read_at=last).update(read_at=None) if last else 0


@transaction.atomic
def choose_ways(
    user: User, *, by_email: Collection[str], by_whatsapp: Collection[str], language: str
) -> None:
    """From now on this person gets letters and WhatsApp messages of these groups, in `language`."""
    for group in Group:
        wanted = {"by_email": group in by_email, "by_whatsapp": group in by_whatsapp}
        Preference.objects.update_or_create(person=user, group=group, defaults=wanted)
    user.language = language
    user.save(update_fields=["language"])
