"""The words by which an office asks a pesantren to read its story, to be sent by WhatsApp."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from klinik.clinic.stories.models import Story
from klinik.core.phones import whatsapp_link
from klinik.directory.opened.schemas import address_of


class Message(NamedTuple):
    """What is sent, and the address under which WhatsApp asks to whom."""

    words: str
    whatsapp: str


def asking(story: Story) -> Message:
    """Asks for the consent; nothing of the story is in it, for a message is passed on."""
    with override("id"):
        ask = _(
            "Assalamu'alaikum. A story of %(pesantren)s waits for your consent. Please read it "
            "here and say whether everybody may read it:"
        )
        words = f"{ask % {'pesantren': story.pesantren.name}}\n{address_of(story.desk_url)}"
    return Message(words, whatsapp_link("", words))
