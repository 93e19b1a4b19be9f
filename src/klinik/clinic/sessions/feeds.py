"""The announced panel sessions as an Atom feed, beside the one for calendars."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.queries import shown_sessions
from klinik.clinic.sessions.words import when_of
from klinik.core.feeds import MOST, PublicFeed
from klinik.people.access import read_as


class SessionFeed(PublicFeed):
    """When panels meet, the latest announced first."""

    title = gettext_lazy("Panel sessions")
    subtitle = gettext_lazy("When the next panel session is, and what came of the others.")
    link = reverse_lazy("sessions:list")

    def get_object(self, request: HttpRequest) -> None:
        """Read as nobody in particular."""
        read_as(None)

    def items(self) -> list[Session]:
        return list(shown_sessions().announced().order_by("-announced_at", "-pk")[:MOST])

    def item_title(self, item: Session) -> str:
        off = f"{_('Called off')}: " if item.cancelled_at else ""
        return off + item.theme

    def item_description(self, item: Session) -> str:
        told = [when_of(item), ", ".join(map(str, item.aspects.all())), item.about]
        return escape(" · ".join(part for part in told if part))

    def item_pubdate(self, item: Session) -> datetime:
        return item.announced_at or item.made_at

    def item_updateddate(self, item: Session) -> datetime:
        return item.cancelled_at or item.announced_at or item.made_at
