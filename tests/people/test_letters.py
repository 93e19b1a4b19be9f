"""The letter of a notification: in the person's language, once, and a server that is away."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from klinik.people.access import read_as
from klinik.people.commands import mark_all_read, notify
from klinik.people.letters import ATTEMPTS, LetterNotSent, send_letter
from klinik.people.models import Letter, Notification, Preference, User
from tests import world

AWAY = f"{__name__}.Away"
KEY = "case 1"


class Away(BaseEmailBackend):
    """A mail server that refuses, and names whom it refused."""

    def send_messages(self, messages: object) -> int:
        raise SMTPRecipientsRefused({"siti@contoh.example": (550, b"no")})


@pytest.fixture
def siti(db: None) -> User:
    return world.make_user(email="siti@contoh.example")


def tell(person: User, title: str = "Modal kurang") -> None:
    """Tell this person that their case was closed."""
    about = {"number": "K-2026-0001", "title": title}
    notify(person, kind="case.closed", about=about, url="/kasus/K-2026-0001/", key=KEY)


def send(person: User) -> None:
    """Do the job, as the worker does."""
    send_letter(person=person.pk, key=KEY)


def letter_of(person: User) -> str:
    """How far the letter has come."""
    read_as(person)
    return Notification.objects.get(person=person).letter


def jobs() -> list[dict[str, object]]:
    """The letters that the worker will find."""
    waiting = ProcrastinateJob.objects.filter(task_name="klinik.people.letters.send_letter")
    return [job.args for job in waiting]


def test_the_letter_speaks_the_persons_language_and_leads_to_the_page(
    siti: User, mailoutbox: list[EmailMessage]
) -> None:
    siti.language = "en"
    siti.save(update_fields=["language"])
    tell(siti)
    assert jobs() == [{"person": siti.pk, "key": KEY}]

    with override("id"):
        send(siti)

    (letter,) = mailoutbox
    assert letter.to == ["siti@contoh.example"]
    assert letter.subject == "Klinik OPOP: Case K-2026-0001 is closed: Modal kurang."
    assert f"{settings.ORIGIN}/kasus/K-2026-0001/" in str(letter.body)
    assert "Assalamu'alaikum Siti Contoh," in str(letter.body)
    assert letter_of(siti) == Letter.SENT


def test_it_leaves_once_however_often_the_job_runs(
    siti: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(siti)
    tell(siti)
    send(siti)
    send(siti)

    assert len(mailoutbox) == 1


def test_who_was_stopped_in_the_middle_does_not_send_a_second_one(
    siti: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(siti)
    read_as(siti)
    Notification.objects.filter(person=siti).update(letter=Letter.SENDING)
    send(siti)

    assert mailoutbox == []


def test_what_was_read_meanwhile_needs_no_letter(
    siti: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(siti)
    read_as(siti)
    mark_all_read(siti)
    send(siti)

    assert (mailoutbox, letter_of(siti)) == ([], Letter.NONE)


def test_no_letter_for_whom_it_was_declined_or_who_has_no_address(db: None) -> None:
    umar = world.make_user("Umar Contoh")
    Preference.objects.create(person=umar, group="cases", by_email=False)
    ali = User.objects.create_user(phone="6281234567890", name="Ali Contoh")
    tell(umar)
    tell(ali)

    assert jobs() == []
    assert (letter_of(umar), letter_of(ali)) == (Letter.NONE, Letter.NONE)


def test_a_server_that_refuses_is_tried_again_and_then_given_up(
    siti: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = AWAY
    tell(siti)
    for _attempt in range(ATTEMPTS - 1):
        with pytest.raises(LetterNotSent) as told:
            send(siti)
        assert letter_of(siti) == Letter.WAITING
        assert "siti" not in repr(told.value)
        assert told.value.__suppress_context__
    send(siti)

    assert letter_of(siti) == Letter.FAILED


def test_a_title_cannot_write_headers_or_fill_the_subject(
    siti: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(siti, title="Modal\r\nBcc: jahat@contoh.example\n" + "ا" * 300)
    send(siti)

    (letter,) = mailoutbox
    assert letter.recipients() == ["siti@contoh.example"]
    assert (len(letter.subject), "\n" in letter.subject) == (100, False)
