"""What can be copied into a WhatsApp group: the invitation to a session, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.words import when_of
from klinik.directory.opened.schemas import address_of


def invitation_of(session: Session) -> str:
    """Theme, day and where to register; in Indonesian, whoever copies it."""
    with override("id"):
        lines = [
            f"*{session.theme}*",
            when_of(session),
            _("Register your pesantren here:"),
            address_of(session.get_absolute_url()),
        ]
    return "\n".join(lines)
