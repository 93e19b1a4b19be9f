"""WhatsApp messages that whoever did a step can send to those who want them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from klinik.clinic.cases.commands.telling import concerned
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.core.phones import whatsapp_link
from klinik.people.kinds import Group, kept, told
from klinik.people.models import User
from klinik.people.queries import who_want_whatsapp

OFFERED_FOR = timedelta(minutes=15)  # after the step


class Message(NamedTuple):
    """A person who wants to be told by WhatsApp, and the address that opens it with the text."""

    name: str
    url: str


def messages_of(case: Case, event: CaseEvent | None, reader: User) -> list[Message]:
    """Whom the reader can tell of what they have just done; nobody else is offered it."""
    if event is None or event.by_id != reader.pk or event.at < timezone.now() - OFFERED_FOR:
        return []
    return list(_messages(case, event))


def _messages(case: Case, event: CaseEvent) -> Iterator[Message]:
    kind, about, people = concerned(case, event)
    for person in who_want_whatsapp([row.pk for row in people], group=Group.CASES):
        with override(person.language):
            text = f"{told(kind, kept(about))}\n{settings.ORIGIN}{case.get_absolute_url()}"
        yield Message(person.name, whatsapp_link(person.phone, text))
