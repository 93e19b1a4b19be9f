"""The letters of notifications: a job for each, in the person's language, never sent twice."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from klinik.core.jobs import RetryStrategy, task
from klinik.people.access import read_as
from klinik.people.models import Letter, Notification, User

ATTEMPTS = 5
LONGEST_SUBJECT = 100


class LetterNotSent(Exception):
    """The mail server did not take it: try again later. Names nobody, for it is logged."""


@task(retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5))
def send_letter(*, person: int, key: str) -> None:
    """Send the letter of one notification, unless it was sent, read or given up before."""
    reader = User.objects.filter(pk=person, is_active=True).exclude(email="").first()
    notification = _claimed(reader, key) if reader else None
    if reader is None or notification is None:
        return
    try:
        _send(notification, to=reader)
    except (SMTPException, OSError):
        if _left(notification, reader):
            raise LetterNotSent from None
    else:
        _note(notification, reader, letter=Letter.SENT)


@transaction.atomic
def _claimed(reader: User, key: str) -> Notification | None:
    """The notification whose letter waits, from now on ours alone to send."""
    read_as(reader)
    waiting = Notification.objects.filter(person=reader, key=key, letter=Letter.WAITING)
    notification = waiting.select_for_update().first()
    if notification is None:
        return None
    was_read = notification.read_at is not None
    notification.letter = Letter.NONE if was_read else Letter.SENDING
    notification.save(update_fields=["letter"])
    return None if was_read else notification


def _send(notification: Notification, *, to: User) -> None:
    with override(to.language):
        text = notification.text
        link = f"{settings.ORIGIN}{notification.url}"
        words = {"person": to, "text": text, "link": link, "origin": settings.ORIGIN}
        body = render_to_string("people/letter.txt", words)
    subject = f"Klinik OPOP: {' '.join(text.split())}"
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    send_mail(subject, body, None, [to.email])


def _left(notification: Notification, reader: User) -> bool:
    """It did not leave: True where it waits for another attempt."""
    attempts = notification.letter_attempts + 1
    is_over = attempts >= ATTEMPTS
    letter = Letter.FAILED if is_over else Letter.WAITING
    _note(notification, reader, letter=letter, letter_attempts=attempts)
    return not is_over


@transaction.atomic
def _note(notification: Notification, reader: User, **facts: object) -> None:
    read_as(reader)
    Notification.objects.filter(pk=notification.pk).update(**facts)
