"""The letters of notifications: a job for each, in the person's language, never sent twice."""

from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
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
    reader = User.objects.filter(pk=person, is_active=True, is_email_confirmed=True).first()
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


SALT = "klinik.people.email"
LINK_LASTS = 3 * 24 * 60 * 60  # seconds


@task(retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5))
def send_confirmation(*, person: int, email: str) -> None:
    """A link to a mailbox that somebody says is theirs."""
    reader = User.objects.filter(pk=person, is_active=True).first()
    if reader is None:
        return
    sealed = signing.dumps([reader.pk, email], salt=SALT)
    link = f"{settings.ORIGIN}{reverse('people:confirm_email', args=[sealed])}"
    with override(reader.language):
        text = _("Is this your e-mail? Open the link within three days, and it belongs to you.")
        _send_to(email, reader, text, link)


@task(retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5))
def send_farewell(*, person: int, email: str) -> None:
    """A word to the mailbox that was a person's until now."""
    reader = User.objects.filter(pk=person, is_active=True).first()
    if reader is None:
        return
    link = f"{settings.ORIGIN}{reverse('people:account')}"
    with override(reader.language):
        text = _(
            "The e-mail of your account was changed. If that was not you, tell whoever invited "
            "you, or the secretariat, at once."
        )
        _send_to(email, reader, text, link)


def _send_to(email: str, reader: User, text: str, link: str) -> None:
    words = {"person": reader, "text": text, "link": link, "origin": settings.ORIGIN}
    body = render_to_string("people/letter.txt", words)
    subject = _("Klinik OPOP: the e-mail of your account")
    try:
        send_mail(subject, body, None, [email])
    except (SMTPException, OSError):
        raise LetterNotSent from None


def opened(sealed: str) -> tuple[int, str] | None:
    """Whose mailbox a link says which to be; None for one that is too old or not ours."""
    try:
        person, email = signing.loads(sealed, salt=SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return int(person), str(email)
